import { lazy, Suspense, useId } from 'react'
import { Section } from '../../parts/section.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { Skeleton } from '../../parts/states.tsx'
import type { Stats } from '../../queries/stats.ts'
import { count } from '../../words.ts'
import { type Point, pointsOf, summaryOf, type Unit, unitOf } from './points.ts'

/** Fetched together with the figures, not after them. */
const chart = import('./chart.tsx')
const Chart = lazy(async () => ({ default: (await chart).Chart }))

const FORMS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const

/** The points as a table, the newest first, as high as the chart. */
const PointTable = ({ points, unit }: { points: Point[]; unit: Unit }) => (
  <section
    aria-label="Clicks over time, as a table"
    className="h-full overflow-y-auto"
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    tabIndex={0}
  >
    <table className="w-full text-left text-sm">
      <thead className="sticky top-0 bg-raised font-mono text-quiet text-xs">
        <tr>
          <th scope="col" className="px-4 py-2 font-medium">
            {unit}
          </th>
          <th scope="col" className="px-4 py-2 text-right font-medium">
            clicks
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {points.toReversed().map(({ date, full, clicks }) =>
          clicks === null ? null : (
            <tr key={date}>
              <th scope="row" className="px-4 py-1.5 font-normal first-letter:uppercase">
                {full}
              </th>
              <td className="px-4 py-1.5 text-right font-mono tabular-nums">{count(clicks)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  </section>
)

interface Props {
  stats: Stats
  table: boolean
  onTable: (table: boolean) => void
}

/** Clicks over time, as a chart or as a table; in a sentence for who can see neither well. */
export function TimelineSection({ stats, table, onTable }: Props) {
  const id = useId()
  const points = pointsOf(stats, new Date())
  return (
    <Section
      title="clicks over time"
      actions={
        <Segmented
          label="Show as"
          value={table ? 'table' : 'chart'}
          choices={FORMS}
          onChange={(form) => onTable(form === 'table')}
        />
      }
    >
      <p id={id} className="sr-only">
        {summaryOf(points)}
      </p>
      <div className="h-72 overflow-hidden rounded-xl border border-line bg-raised">
        {table ? (
          <PointTable points={points} unit={unitOf(stats)} />
        ) : (
          <div className="h-full p-3 pl-0 sm:p-4 sm:pl-1">
            <Suspense fallback={<Skeleton className="ml-4 h-full" />}>
              <Chart points={points} summaryId={id} />
            </Suspense>
          </div>
        )}
      </div>
    </Section>
  )
}
