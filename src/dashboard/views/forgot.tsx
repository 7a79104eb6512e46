import type { FormEvent } from 'react'
import { problemIn, textsOf } from '../form.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Input } from '../parts/input.tsx'
import { ProblemNote } from '../parts/note.tsx'
import { Page } from '../parts/page.tsx'
import { TextLink } from '../parts/text-link.tsx'
import { useRequestReset } from '../queries/sign-in.ts'
import { linkTitle, useMails, WithoutMail } from './sign-in/mail-words.tsx'

const Sent = ({ email, mails }: { email: string; mails: boolean }) => (
  <div role="status" className="grid gap-4 text-sm">
    <p>
      If <strong className="wrap-anywhere">{email}</strong> has an account here, a link{' '}
      {mails ? 'is on its way' : 'was made'}. It lets you choose a new password; it works once, for 30
      minutes.
    </p>
    <WithoutMail />
  </div>
)

function AskForm({ request }: { request: ReturnType<typeof useRequestReset> }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    request.mutate((textsOf(event.currentTarget).email ?? '').trim())
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-quiet text-sm">
        Tell us your address, and we mail you a link to choose a new one. Nothing changes until you do.
      </p>
      <Field label="E-mail" error={problemIn(request.error)?.of('email')}>
        {(field) => <Input {...field} name="email" type="email" autoComplete="username" />}
      </Field>
      {problemIn(request.error)?.of('email') ? null : <ProblemNote problem={problemIn(request.error)} />}
      <Button type="submit" look="primary" pending={request.isPending} className="min-h-11">
        Mail me a link
      </Button>
    </form>
  )
}

/** A forgotten password: a link is mailed, whether there is such an account or not. */
export function ForgotView() {
  const request = useRequestReset()
  const mails = useMails()
  return (
    <Page title={request.isSuccess ? linkTitle(mails) : 'Forgot your password?'}>
      {request.isSuccess ? <Sent email={request.variables} mails={mails} /> : <AskForm request={request} />}
      <p className="text-sm">
        <TextLink to="/login">Back to the sign-in</TextLink>
      </p>
    </Page>
  )
}
