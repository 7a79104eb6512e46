import type { FormEvent } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { FormProblem } from '../../parts/note.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useRename } from '../../queries/profile.ts'
import type { Account } from '../../types.ts'

function NameForm({ account }: { account: Account }) {
  const rename = useRename()
  const problem = problemIn(rename.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    rename.mutate(textsOf(event.currentTarget).name ?? '', { onSuccess: () => toast('Saved') })
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-3">
      <Field label="Name" error={problem?.of('name')} hint="What you like to be called.">
        {(field) => (
          <div className="flex gap-2">
            <Input
              {...field}
              name="name"
              autoComplete="name"
              maxLength={100}
              defaultValue={account.name}
              className="min-w-0 flex-1"
            />
            <Button type="submit" pending={rename.isPending}>
              Save
            </Button>
          </div>
        )}
      </Field>
      <FormProblem problem={problem} />
    </form>
  )
}

/** Name and address. */
export const ProfileSection = ({ account }: { account: Account }) => (
  <Section title="you">
    <Card className="grid gap-5">
      <NameForm account={account} />
      <div className="grid gap-1 text-sm">
        <p className="font-semibold">E-mail</p>
        <p className="flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere">{account.email}</span>
          {account.email_verified ? (
            <Badge tone="good">confirmed</Badge>
          ) : (
            <Badge tone="warn">not confirmed</Badge>
          )}
        </p>
        <p className="text-quiet">You sign in with it, and links for new passwords go there.</p>
      </div>
    </Card>
  </Section>
)
