import type { FormEvent } from 'react'
import { problemIn, textsOf } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useSignIn } from '../../queries/sign-in.ts'

interface Props {
  /** The password was right; `second` where a second factor is asked for. */
  onRight: (second: boolean) => void
}

/** E-mail and password. */
export function PasswordStep({ onRight }: Props) {
  const signIn = useSignIn()
  const problem = problemIn(signIn.error)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const { email = '', password = '' } = textsOf(event.currentTarget)
    signIn.mutate({ email: email.trim(), password }, { onSuccess: onRight })
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <Field label="E-mail">
        {(field) => <Input {...field} name="email" type="email" autoComplete="username webauthn" required />}
      </Field>
      <PasswordField label="Password" name="password" autoComplete="current-password" />
      <ProblemNote problem={problem} />
      <Button type="submit" look="primary" pending={signIn.isPending} className="min-h-11">
        Sign in
      </Button>
      <p className="text-sm">
        <TextLink to="/forgot">Forgot your password?</TextLink>
      </p>
    </form>
  )
}
