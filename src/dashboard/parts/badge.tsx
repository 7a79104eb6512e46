import type { ReactNode } from 'react'

const TONES = {
  plain: 'bg-code text-quiet',
  good: 'bg-accent-soft text-accent',
  warn: 'bg-warn-soft text-warn',
  wrong: 'bg-wrong-soft text-wrong',
} as const

/** A small word about a thing. */
export function Badge({
  tone = 'plain',
  children,
  title,
}: {
  tone?: keyof typeof TONES
  children: ReactNode
  title?: string
}) {
  return (
    <span
      title={title}
      className={`inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 font-mono text-xs whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  )
}
