import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { count } from '../../words.ts'
import { share } from './names.ts'

/** So many rows every card has room for; the rest is one press away. */
const SHOWN = 6

export interface BreakdownRow {
  value: string
  name: string
  clicks: number
}

const ROW =
  'tap group relative flex w-full items-center gap-3 rounded-lg px-3 text-left text-sm hover:bg-code aria-pressed:font-semibold'

/** A row's inside: a bar as long as its part of the longest, the name on it, and the figures. */
function RowContent({ row, most, total }: { row: BreakdownRow; most: number; total: number }) {
  return (
    <>
      <span
        aria-hidden="true"
        className="absolute inset-y-0.5 left-0 rounded-md bg-accent-soft"
        style={{ width: `${(100 * row.clicks) / Math.max(1, most)}%` }}
      />
      <span className="relative min-w-0 flex-1 truncate" title={row.name}>
        {row.name}
      </span>
      <span className="relative font-mono tabular-nums">{count(row.clicks)}</span>
      <span className="relative w-10 text-right font-mono text-quiet tabular-nums">
        {share(row.clicks, total)}
      </span>
    </>
  )
}

interface CardProps {
  title: string
  rows: BreakdownRow[]
  className?: string
  children: (row: BreakdownRow, most: number) => ReactNode
}

/** A list of what was counted, most first. It keeps the height of six rows, so that nothing under it jumps. */
function BreakdownCard({ title, rows, className = '', children }: CardProps) {
  const [all, setAll] = useState(false)
  const most = rows[0]?.clicks ?? 0
  const shown = all ? rows : rows.slice(0, SHOWN)
  return (
    <section aria-label={title} className={`rounded-xl border border-line bg-raised p-2 pt-3 ${className}`}>
      <h3 className="px-3 pb-2 font-mono font-semibold text-sm">
        <span className="text-accent">{'// '}</span>
        {title}
      </h3>
      <ul className="min-h-54 max-md:min-h-33">
        {shown.map((row) => (
          <li key={row.value}>{children(row, most)}</li>
        ))}
        {rows.length === 0 ? <li className="px-3 py-2 text-quiet text-sm">Nothing in this period.</li> : null}
      </ul>
      {rows.length > SHOWN ? (
        <Button look="quiet" className="mt-1" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `${rows.length - SHOWN} more`}
        </Button>
      ) : null}
    </section>
  )
}

interface FilterProps {
  title: string
  rows: BreakdownRow[]
  total: number
  /** The value that is filtered by. */
  active: string | undefined
  onFilter: (value: string) => void
  className?: string
}

/** Values of a property; a press on one shows its clicks only, a second press all again. */
export const FilterCard = ({ title, rows, total, active, onFilter, className = '' }: FilterProps) => (
  <BreakdownCard title={title} rows={rows} className={className}>
    {(row, most) => (
      <button
        type="button"
        aria-pressed={row.value === active}
        onClick={() => onFilter(row.value === active ? '' : row.value)}
        className={ROW}
      >
        <RowContent row={row} most={most} total={total} />
      </button>
    )}
  </BreakdownCard>
)

/** The links with most clicks; each leads to its own page, with the same view. */
export const LinksCard = ({
  rows,
  total,
  className = '',
}: {
  rows: BreakdownRow[]
  total: number
  className?: string
}) => (
  <BreakdownCard title="links" rows={rows} className={className}>
    {(row, most) => (
      <Link
        to="/dashboard/links/$linkId"
        params={{ linkId: row.value }}
        search={true}
        className={`${ROW} font-mono`}
      >
        <RowContent row={row} most={most} total={total} />
      </Link>
    )}
  </BreakdownCard>
)
