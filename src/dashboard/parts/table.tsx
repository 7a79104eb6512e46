import type { ReactNode } from 'react'

interface Props {
  /** What the table shows, for who cannot see it. */
  label: string
  /** Head cells; a trailing empty one stands over actions. */
  head: { title: string; numeric?: boolean }[]
  children: ReactNode
}

/** A table that scrolls inside itself where it is too wide. Rows are `<tr>`s of `<Cell>`s. */
export function Table({ label, head, children }: Props) {
  return (
    <section
      className="overflow-x-auto rounded-xl border border-line bg-raised"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
    >
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="border-line border-b">
            {head.map(({ title, numeric }) => (
              <th
                key={title}
                scope="col"
                className={`px-4 py-2.5 font-medium font-mono text-quiet text-xs ${numeric ? 'text-right' : ''}`}
              >
                {title === '' ? <span className="sr-only">Actions</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  )
}

export function Cell({ children, numeric = false }: { children: ReactNode; numeric?: boolean }) {
  return (
    <td className={`px-4 py-2.5 align-middle ${numeric ? 'text-right font-mono tabular-nums' : ''}`}>
      {children}
    </td>
  )
}
