import { type ReactNode, useId } from 'react'

interface Props<T extends string> {
  /** What is chosen between, for who cannot see it. */
  label: string
  value: T
  choices: readonly { value: T; label: string; icon?: ReactNode }[]
  onChange: (value: T) => void
}

/** A few choices side by side. Radio buttons underneath: arrow keys move between them. With an icon, the label is its name. */
export function Segmented<T extends string>({ label, value, choices, onChange }: Props<T>) {
  const name = useId()
  return (
    <fieldset className="inline-flex rounded-lg border border-line bg-code p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          title={choice.icon ? choice.label : undefined}
          className="tap-inner relative inline-flex min-w-9 flex-auto cursor-pointer items-center justify-center gap-1.5 rounded-md px-2.5 text-quiet text-sm whitespace-nowrap hover:text-ink has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-checked:ring-1 has-checked:ring-edge has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-1"
        >
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {choice.icon}
          <span className={choice.icon ? 'sr-only' : ''}>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
