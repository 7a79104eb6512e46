import { type FormEvent, useState } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { FormProblem } from '../../parts/note.tsx'
import { Card } from '../../parts/section.tsx'
import { useSite } from '../../queries/account.ts'
import { useInvite } from '../../queries/admin.ts'

interface Made {
  email: string
  invite_url: string
}

function MadeLink({ made }: { made: Made }) {
  const { data: site } = useSite()
  return (
    <div role="status" className="arriving grid gap-3 rounded-xl border border-accent bg-raised p-4 sm:p-5">
      <p className="text-sm">
        <strong className="wrap-anywhere">{made.email}</strong> is invited.{' '}
        {site?.mail
          ? 'The link is on its way by mail; you can also hand it over yourself.'
          : 'This server sends no mails, so hand the link over yourself.'}{' '}
        It works once, for a week, and is shown this once.
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-64 select-all break-all rounded-lg bg-accent-soft px-3 py-2 font-mono text-accent text-sm">
          {made.invite_url}
        </code>
        <CopyButton text={made.invite_url} label="Copy link" look="primary" />
      </div>
    </div>
  )
}

/** Invites an address. */
export function InviteForm() {
  const invite = useInvite()
  const [made, setMade] = useState<Made | null>(null)
  const problem = problemIn(invite.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const element = event.currentTarget
    invite.mutate((textsOf(element).email ?? '').trim(), {
      onSuccess: (invitation) => {
        element.reset()
        setMade(invitation)
      },
    })
  }

  return (
    <div className="grid gap-4">
      <Card>
        <form ref={form} onSubmit={submit} noValidate className="grid gap-3">
          <Field label="E-mail" error={problem?.of('email')}>
            {(field) => (
              <div className="flex flex-wrap gap-2">
                <Input
                  {...field}
                  name="email"
                  type="email"
                  autoComplete="off"
                  placeholder="ann@example.com"
                  className="min-w-0 flex-1 basis-52"
                />
                <Button type="submit" look="primary" pending={invite.isPending}>
                  Invite
                </Button>
              </div>
            )}
          </Field>
          <FormProblem problem={problem} />
        </form>
      </Card>
      {made ? <MadeLink made={made} /> : null}
    </div>
  )
}
