import type { FormEvent } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../form.ts'
import { Button } from '../parts/button.tsx'
import { FormProblem, Note } from '../parts/note.tsx'
import { Page } from '../parts/page.tsx'
import { NewPasswordField } from '../parts/password-field.tsx'
import { TextLink } from '../parts/text-link.tsx'
import { useReset } from '../queries/sign-in.ts'
import { useQueryState } from '../shell/address.ts'

const Stale = () => (
  <div role="alert">
    <Note tone="warn">
      This link does not work any more: it works once, for 30 minutes.{' '}
      <TextLink to="/forgot">Have a new one mailed</TextLink>
    </Note>
  </div>
)

const Done = () => (
  <div role="status" className="grid gap-4 text-sm">
    <p>Your new password is in force, and every browser that was signed in is signed out.</p>
    <p>
      <TextLink to="/login">Sign in</TextLink>
    </p>
  </div>
)

function NewPasswordForm({ token, reset }: { token: string; reset: ReturnType<typeof useReset> }) {
  const problem = problemIn(reset.error)
  const form = useFocusWrong(problem)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    reset.mutate({ token, newPassword: textsOf(event.currentTarget).newPassword ?? '' })
  }
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      <NewPasswordField label="New password" name="newPassword" error={problem?.of('newPassword')} />
      <FormProblem problem={problem} />
      <Button type="submit" look="primary" pending={reset.isPending} className="min-h-11">
        Save the new password
      </Button>
    </form>
  )
}

/** Choosing a new password, by the mailed link. */
export function ResetView() {
  const [{ token = '' }] = useQueryState()
  const reset = useReset()
  const stale = token === '' || problemIn(reset.error)?.code === 'invalid_request'
  return (
    <Page title={reset.isSuccess ? 'Password changed' : 'Choose a new password'}>
      {reset.isSuccess ? <Done /> : null}
      {!reset.isSuccess && stale ? <Stale /> : null}
      {!reset.isSuccess && !stale ? <NewPasswordForm token={token} reset={reset} /> : null}
    </Page>
  )
}
