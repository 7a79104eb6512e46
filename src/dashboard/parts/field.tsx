import { type ReactNode, useId } from 'react'

/** What a field's control has to carry. */
export interface FieldProps {
  id: string
  'aria-invalid': boolean | undefined
  'aria-describedby': string | undefined
}

interface Props {
  label: string
  /** Help that is always there. */
  hint?: ReactNode
  /** What is wrong. The API's messages go on from the label: "must be …" becomes "Password must be …". */
  error?: string | null | undefined
  /** Beside the label: "optional", or a link. */
  aside?: ReactNode
  children: (control: FieldProps) => ReactNode
}

const sentence = (label: string, error: string) => (/^[a-z]/.test(error) ? `${label} ${error}` : error)

/** A label, a control, and what is wrong with it: `<Field label="E-mail">{(field) => <Input {...field} />}</Field>`. */
export function Field({ label, hint, error, aside, children }: Props) {
  const id = useId()
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className="grid content-start gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-semibold text-sm">
          {label}
        </label>
        {aside ? <span className="text-quiet text-sm">{aside}</span> : null}
      </div>
      {children({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
      })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="font-medium text-sm text-wrong">
          {sentence(label, error)}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-quiet text-sm">
          {hint}
        </p>
      ) : null}
    </div>
  )
}
