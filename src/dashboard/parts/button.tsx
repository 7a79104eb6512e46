import type { ComponentProps } from 'react'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:brightness-110 active:brightness-95 font-semibold',
  plain: 'border border-edge bg-raised hover:bg-code font-medium',
  quiet: 'text-quiet hover:bg-code hover:text-ink font-medium',
  danger: 'border border-wrong text-wrong hover:bg-wrong-soft font-semibold',
} as const

export type ButtonLook = keyof typeof LOOKS

/** The classes of a button, for links that look like one. */
export const buttonClass = (look: ButtonLook = 'plain', extra = '') =>
  `tap inline-flex items-center justify-center gap-2 rounded-lg px-3.5 text-sm whitespace-nowrap transition-colors disabled:opacity-60 ${LOOKS[look]} ${extra}`

interface Props extends ComponentProps<'button'> {
  look?: ButtonLook
  /** Under way: it cannot be pressed twice, and says so. */
  pending?: boolean
}

/** A button; `type="button"` unless told otherwise. */
export function Button({ look = 'plain', pending = false, className = '', children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(look, className)}
      aria-busy={pending || undefined}
      disabled={pending || rest.disabled}
    >
      {children}
    </button>
  )
}

/** A square button with a sign; `label` is what it is called. */
export function IconButton({ label, className = '', ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={`tap-square inline-flex items-center justify-center rounded-lg text-quiet transition-colors hover:bg-code hover:text-ink ${className}`}
    />
  )
}
