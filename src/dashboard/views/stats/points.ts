/** The timeline as points of a chart and rows of a table. */
import type { Stats } from '../../queries/stats.ts'
import { count, plural } from '../../words.ts'

export interface Point {
  date: string
  /** As it stands under the chart. */
  short: string
  /** As it is said in full. */
  full: string
  /** Null: yet to come. */
  clicks: number | null
}

export type Timeline = Pick<Stats, 'timeline' | 'interval'>

const MONTHS = 200

/** The local time that a bucket's name shows, formatted as it stands there: whose zone it is was settled by the server. */
const local = (date: string) => new Date(`${date.slice(0, 10)}T${date.slice(11, 16) || '00:00'}:00Z`)
const format = (options: Intl.DateTimeFormatOptions) => {
  const { format: write } = new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' })
  return (date: string) => write(local(date))
}

const HOUR = format({ hour: 'numeric', minute: '2-digit' })
const DAY = format({ day: 'numeric', month: 'short' })
const MONTH = format({ month: 'short', year: '2-digit' })
const FULL_DAY = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const FULL_HOUR = format({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
})

function shortFor({ timeline, interval }: Timeline): (date: string) => string {
  if (interval === 'hour') return timeline.length <= 25 ? HOUR : DAY
  return timeline.length > MONTHS ? MONTH : DAY
}

/** Points in the order of time; hours of today that have not begun are left open. */
export function pointsOf(stats: Timeline, now: Date): Point[] {
  const short = shortFor(stats)
  const isHour = stats.interval === 'hour'
  return stats.timeline.map(({ date, clicks }) => ({
    date,
    short: short(date),
    full: isHour ? FULL_HOUR(date) : FULL_DAY(date),
    clicks: isHour && new Date(date) > now ? null : clicks,
  }))
}

/** What a chart shows, in a sentence. */
export function summaryOf(points: Point[]): string {
  const begun = points.filter(({ clicks }) => clicks !== null)
  const first = begun[0]
  const last = begun.at(-1)
  if (!first || !last) return 'No time to show.'
  const all = begun.reduce((sum, { clicks }) => sum + (clicks ?? 0), 0)
  const most = begun.reduce((best, point) => ((point.clicks ?? 0) > (best.clicks ?? 0) ? point : best), first)
  const words = `${plural(all, 'click')} from ${first.full} to ${last.full}`
  return all === 0 ? `${words}.` : `${words}; the most, ${count(most.clicks ?? 0)}, on ${most.full}.`
}
