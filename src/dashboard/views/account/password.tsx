import type { FormEvent } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Checkbox } from '../../parts/input.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { NewPasswordField, PasswordField } from '../../parts/password-field.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useChangePassword } from '../../queries/profile.ts'
import type { Account } from '../../types.ts'

function PasswordForm({ email }: { email: string }) {
  const change = useChangePassword()
  const problem = problemIn(change.error)
  const form = useFocusWrong(problem)
  const wrong = problem?.code === 'wrong_password' ? 'This is not your password.' : null

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const element = event.currentTarget
    const { currentPassword = '', newPassword = '', others } = textsOf(element)
    const wish = { currentPassword, newPassword, revokeOtherSessions: others !== undefined }
    change.mutate(wish, {
      onSuccess: () => {
        element.reset()
        toast(others === undefined ? 'Password changed' : 'Password changed, other browsers signed out')
      },
    })
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      {/* Password managers look for the name that belongs to a password. */}
      <input hidden name="username" autoComplete="username" value={email} readOnly />
      <div className="grid gap-5 sm:grid-cols-2">
        <PasswordField
          label="Current password"
          name="currentPassword"
          autoComplete="current-password"
          error={wrong}
        />
        <NewPasswordField label="New password" name="newPassword" error={problem?.of('newPassword')} />
      </div>
      <Checkbox name="others" label="Sign out every other browser" defaultChecked />
      {wrong || problem?.code === 'invalid_fields' ? null : <ProblemNote problem={problem} />}
      <Button type="submit" pending={change.isPending} className="justify-self-start">
        Change password
      </Button>
    </form>
  )
}

/** The password, or how to get one. */
export const PasswordSection = ({ account }: { account: Account }) => (
  <Section title="password">
    <Card>
      {account.has_password ? (
        <PasswordForm email={account.email} />
      ) : (
        <p className="text-sm">
          You sign in without a password. If you want one,{' '}
          <TextLink to="/forgot">have a link mailed</TextLink> to choose it.
        </p>
      )}
    </Card>
  </Section>
)
