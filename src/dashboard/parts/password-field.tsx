import { useState } from 'react'
import { Field } from './field.tsx'
import { EyeIcon, EyeOffIcon } from './icons.tsx'
import { Input } from './input.tsx'

interface Props {
  label: string
  name: string
  /** Tells password managers which of the two it is. */
  autoComplete: 'current-password' | 'new-password'
  error?: string | null | undefined
  hint?: string
}

/** What a new password has to be, said beforehand. */
const RULE = 'At least 8 characters. A few words in a row are good.'

/** A password that can be looked at while it is typed. */
export function PasswordField({ label, name, autoComplete, error, hint }: Props) {
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} error={error} hint={hint}>
      {(field) => (
        <div className="relative">
          <Input
            {...field}
            name={name}
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={256}
            className="pr-12"
          />
          <button
            type="button"
            aria-label={`Show ${label.toLowerCase()}`}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="tap-square absolute inset-y-0 right-0 inline-flex items-center justify-center rounded-lg text-quiet hover:text-ink"
          >
            {shown ? <EyeOffIcon /> : <EyeIcon />}
          </button>
        </div>
      )}
    </Field>
  )
}

/** A password that is chosen here. */
export const NewPasswordField = (props: Pick<Props, 'label' | 'name' | 'error'>) => (
  <PasswordField {...props} autoComplete="new-password" hint={RULE} />
)
