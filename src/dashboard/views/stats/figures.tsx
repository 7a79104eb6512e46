import type { Stats } from '../../queries/stats.ts'
import { count } from '../../words.ts'

interface Figure {
  title: string
  /** In the period; null where it is not counted. */
  value: number | null
  total: number
}

const figuresOf = (stats: Stats): Figure[] => [
  { title: 'Clicks', value: stats.period_clicks, total: stats.total_clicks },
  { title: 'Unique visitors', value: stats.period_uniques, total: stats.unique_clicks },
  { title: 'Bots', value: stats.period_bots, total: stats.bot_clicks },
]

const Uncounted = () => (
  <>
    –
    <span className="ml-2 font-normal font-sans text-quiet text-xs tracking-normal">
      not counted with filters
    </span>
  </>
)

/** The period's figures, and beneath each the same for all time. */
export const Figures = ({ stats }: { stats: Stats }) => (
  <dl className="grid divide-line rounded-xl border border-line bg-raised max-sm:divide-y sm:grid-cols-3 sm:divide-x">
    {figuresOf(stats).map(({ title, value, total }) => (
      <div
        key={title}
        className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 px-4 py-3 sm:grid-cols-1 sm:px-5 sm:py-4"
      >
        <dt className="text-quiet text-sm">{title}</dt>
        <dd className="font-mono font-semibold text-xl tabular-nums tracking-tight max-sm:text-right sm:text-2xl">
          {value === null ? <Uncounted /> : count(value)}
        </dd>
        <dd className="text-quiet text-xs max-sm:col-span-2 max-sm:text-right">
          <span className="font-mono tabular-nums">{count(total)}</span> all time
        </dd>
      </div>
    ))}
  </dl>
)
