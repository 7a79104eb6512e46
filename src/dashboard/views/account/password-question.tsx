import type { FormEvent, ReactNode } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Button, type ButtonLook } from '../../parts/button.tsx'
import { DialogButtons } from '../../parts/dialog.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { PasswordField } from '../../parts/password-field.tsx'

interface Props {
  children?: ReactNode
  /** The word that does it. */
  yes: string
  look?: ButtonLook
  pending: boolean
  error: unknown
  onPassword: (password: string) => void
  onClose: () => void
}

/** Asks for the password before something that a stranger at an open screen must not do. */
export function PasswordQuestion({
  children,
  yes,
  look = 'primary',
  pending,
  error,
  onPassword,
  onClose,
}: Props) {
  const problem = problemIn(error)
  const form = useFocusWrong(problem)
  const wrong = problem?.code === 'wrong_password' ? 'This is not your password.' : null

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    onPassword(textsOf(event.currentTarget).password ?? '')
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      {children}
      <PasswordField label="Your password" name="password" autoComplete="current-password" error={wrong} />
      {wrong ? null : <ProblemNote problem={problem} />}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look={look} pending={pending}>
          {yes}
        </Button>
      </DialogButtons>
    </form>
  )
}
