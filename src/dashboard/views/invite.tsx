import type { FormEvent } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../form.ts'
import { Button } from '../parts/button.tsx'
import { Note } from '../parts/note.tsx'
import { Page } from '../parts/page.tsx'
import { ErrorState, SkeletonRows } from '../parts/states.tsx'
import { TextLink } from '../parts/text-link.tsx'
import { useAccept, useEnter, useInvitation } from '../queries/sign-in.ts'
import { useQueryState } from '../shell/address.ts'
import { AccountFields, accountIn } from './sign-in/account-fields.tsx'

function InvitedForm({ token, email }: { token: string; email: string }) {
  const accept = useAccept(token)
  const enter = useEnter()
  const problem = problemIn(accept.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const { email: _, ...wish } = accountIn(textsOf(event.currentTarget))
    accept.mutate(wish, { onSuccess: () => void enter('/dashboard') })
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-quiet text-sm">Choose a password, and your account for short links is there.</p>
      <AccountFields problem={problem} email={email} />
      <Button type="submit" look="primary" pending={accept.isPending} className="min-h-11">
        Make my account
      </Button>
    </form>
  )
}

const Gone = () => (
  <div role="alert">
    <Note tone="warn">
      This link does not work: it was taken, withdrawn, or is too old. Ask whoever sent it for a new one, or
      sign up again. You made your account already? <TextLink to="/login">Sign in</TextLink>
    </Note>
  </div>
)

/** Taking an invitation. */
export function InviteView() {
  const [{ token = '' }] = useQueryState()
  const invitation = useInvitation(token)
  const problem = problemIn(invitation.error)
  const gone = token === '' || problem?.status === 404
  return (
    <Page title="Make your account">
      {gone ? <Gone /> : null}
      {!gone && invitation.isPending ? <SkeletonRows rows={3} /> : null}
      {!gone && problem ? <ErrorState error={problem} retry={() => void invitation.refetch()} /> : null}
      {invitation.data ? <InvitedForm token={token} email={invitation.data.email} /> : null}
    </Page>
  )
}
