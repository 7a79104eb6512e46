import { type ReactNode, useId } from 'react'

interface Props {
  title: string
  /** Beside the heading. */
  actions?: ReactNode
  /** Under the heading, quietly. */
  about?: ReactNode
  children: ReactNode
}

/** A part of a page, with a heading like a comment in code: `// title`. */
export function Section({ title, actions, about, children }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="font-mono font-semibold">
          <span className="text-accent">{'// '}</span>
          {title}
        </h2>
        {actions}
      </div>
      {about ? <p className="-mt-2 max-w-prose text-quiet text-sm">{about}</p> : null}
      {children}
    </section>
  )
}

/** A surface for what belongs together. */
export const Card = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <div className={`rounded-xl border border-line bg-raised p-4 sm:p-5 ${className}`}>{children}</div>
)
