import type { Problem } from '../../api.ts'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { FormProblem } from '../../parts/note.tsx'
import { NewPasswordField } from '../../parts/password-field.tsx'

interface Props {
  problem: Problem | null
  /** The address, where it is given and cannot be changed. */
  email?: string
}

/** What a new account is made of. */
export const AccountFields = ({ problem, email }: Props) => (
  <>
    <Field
      label="E-mail"
      error={problem?.of('email')}
      hint={email ? 'Your invitation is for this address.' : ''}
    >
      {(field) => (
        <Input
          {...field}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email ?? ''}
          readOnly={email !== undefined}
          className="read-only:border-dashed read-only:bg-code"
        />
      )}
    </Field>
    <Field label="Name" aside="optional" error={problem?.of('name')}>
      {(field) => <Input {...field} name="name" autoComplete="name" maxLength={100} />}
    </Field>
    <NewPasswordField label="Password" name="password" error={problem?.of('password')} />
    <FormProblem problem={problem} />
  </>
)

/** The account that the fields describe. */
export function accountIn({ email = '', name = '', password = '' }: Record<string, string>) {
  return { email: email.trim(), password, ...(name.trim() === '' ? {} : { name: name.trim() }) }
}
