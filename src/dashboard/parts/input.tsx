import type { ComponentProps } from 'react'

const LOOK =
  'tap field-text w-full rounded-lg border border-edge bg-raised px-3 py-1.5 placeholder:text-quiet aria-invalid:border-wrong disabled:border-dashed disabled:bg-code disabled:text-quiet'

export function Input({ className = '', ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={`${LOOK} ${className}`} />
}

/** The system's own list of choices: right on every phone. */
export function Select({ className = '', ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={`${LOOK} ${className}`} />
}

export function Checkbox({ label, ...rest }: ComponentProps<'input'> & { label: string }) {
  return (
    <label className="tap inline-flex items-center gap-2.5 text-sm">
      <input type="checkbox" {...rest} className="size-4 accent-accent" />
      {label}
    </label>
  )
}
