import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Problem } from '../../api.ts'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { Card } from '../../parts/section.tsx'
import { planOf, planWith, useAccount } from '../../queries/account.ts'
import { localInput, timeZone } from '../../words.ts'

/** The soonest an expiry can be. */
function soonest(): string {
  const moment = new Date()
  moment.setMinutes(moment.getMinutes() + 1)
  return localInput(moment)
}

/** Whether the plan has passwords, and the way up where it does not. */
export function usePasswords(): { allowed: boolean; hint: ReactNode } {
  const { data: account } = useAccount()
  if (!account || planOf(account)?.passwords)
    return { allowed: true, hint: 'Visitors give it before they are sent on.' }
  return {
    allowed: false,
    hint: (
      <>
        Part of {planWith(account, 'passwords')?.title ?? 'another plan'}.{' '}
        <Link to="/dashboard/plan" className="text-accent underline underline-offset-4">
          See the plans
        </Link>
      </>
    ),
  }
}

/** What a new link can have beside its target. */
export function CreateOptions({ problem }: { problem: Problem | null }) {
  const passwords = usePasswords()
  const taken = problem?.code === 'slug_taken' ? problem.detail : null
  return (
    <Card className="arriving grid gap-5 md:grid-cols-3">
      <Field label="Slug" error={taken ?? problem?.of('custom_slug')} hint="Left empty: a random one.">
        {(field) => (
          <Input
            {...field}
            name="custom_slug"
            className="font-mono"
            placeholder="my-link"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
          />
        )}
      </Field>
      <Field
        label="Expiry"
        error={problem?.of('expires_at')}
        hint={`Left empty: never. Your time, ${timeZone()}.`}
      >
        {(field) => <Input {...field} name="expires_at" type="datetime-local" min={soonest()} />}
      </Field>
      <Field label="Password" error={problem?.of('password')} hint={passwords.hint}>
        {(field) => (
          <Input
            {...field}
            name="password"
            autoComplete="off"
            maxLength={256}
            disabled={!passwords.allowed}
          />
        )}
      </Field>
    </Card>
  )
}
