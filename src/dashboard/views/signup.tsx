import { type FormEvent, useState } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../form.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Input } from '../parts/input.tsx'
import { FormProblem, Note } from '../parts/note.tsx'
import { Page } from '../parts/page.tsx'
import { ErrorState, SkeletonRows } from '../parts/states.tsx'
import { TextLink } from '../parts/text-link.tsx'
import { useDoor, useEnter, useSignUp } from '../queries/sign-in.ts'
import type { Site } from '../types.ts'
import { GoOn } from './sign-in/go-on.tsx'
import { linkTitle, useMails, WithoutMail } from './sign-in/mail-words.tsx'
import { OtherWays } from './sign-in/other-ways.tsx'

function SignUpForm({ site, onMailed }: { site: Site; onMailed: (email: string) => void }) {
  const signUp = useSignUp()
  const enter = useEnter()
  const problem = problemIn(signUp.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const email = (textsOf(event.currentTarget).email ?? '').trim()
    signUp.mutate(email, { onSuccess: () => onMailed(email) })
  }

  return (
    <div className="grid gap-6">
      <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
        <Field
          label="E-mail"
          error={problem?.of('email')}
          hint="A link goes there. Open it, and choose a password."
        >
          {(field) => <Input {...field} name="email" type="email" autoComplete="username" />}
        </Field>
        <FormProblem problem={problem} />
        <Button type="submit" look="primary" pending={signUp.isPending} className="min-h-11">
          Send me the link
        </Button>
      </form>
      {site.providers.length > 0 ? (
        <OtherWays site={site} next="/dashboard" onRight={() => void enter('/dashboard')} />
      ) : null}
      <Known />
    </div>
  )
}

const Known = () => (
  <p className="text-quiet text-sm">
    You have an account? <TextLink to="/login">Sign in</TextLink>
  </p>
)

const Mailed = ({ email, mails }: { email: string; mails: boolean }) => (
  <div role="status" className="grid gap-4 text-sm">
    <p>
      {mails ? 'A link is on its way to' : 'A link was made for'}{' '}
      <strong className="wrap-anywhere">{email}</strong>. Open it to confirm the address and to choose a
      password; it works for a day.
    </p>
    <WithoutMail />
    {mails ? (
      <p className="text-quiet">
        Nothing there after a few minutes? Look among the junk, or ask for it again.
      </p>
    ) : null}
    <p>
      <TextLink to="/login">Back to the sign-in</TextLink>
    </p>
  </div>
)

const Closed = ({ policy }: { policy: Site['sign_up'] }) => (
  <div className="grid gap-6">
    <Note>
      {policy === 'invitation'
        ? 'This server takes new accounts by invitation. Ask whoever runs it for one: it comes as a link.'
        : 'This server takes no new accounts. Whoever runs it can change that.'}
    </Note>
    <Known />
  </div>
)

function Answer({ site, onMailed }: { site: Site; onMailed: (email: string) => void }) {
  if (site.needs_owner)
    return (
      <Note>
        This server has no account yet. Its owner makes the first one with the one-time link in the server’s
        log.
      </Note>
    )
  if (site.sign_up !== 'open') return <Closed policy={site.sign_up} />
  return <SignUpForm site={site} onMailed={onMailed} />
}

/** Making an account, where this server lets everybody. */
export function SignUpView() {
  const [mailed, setMailed] = useState<string | null>(null)
  const door = useDoor()
  const mails = useMails()
  if (door.signedIn) return <GoOn href="/dashboard" />
  if (mailed !== null)
    return (
      <Page title={linkTitle(mails)}>
        <Mailed email={mailed} mails={mails} />
      </Page>
    )
  return (
    <Page title="Make an account">
      {door.isPending ? <SkeletonRows rows={3} /> : null}
      {door.isError ? <ErrorState error={door.error} retry={() => void door.refetch()} /> : null}
      {door.data ? <Answer site={door.data} onMailed={setMailed} /> : null}
    </Page>
  )
}
