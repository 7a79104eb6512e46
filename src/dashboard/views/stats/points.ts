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
export type Unit = 'hour' | 'day' | 'week'

/** More days than these are a thicket; their weeks are a line. */
const MOST_DAYS = 200
/** More hours than a day has are told apart by their days. */
const HOURS_OF_DAY = 25
const WEEK = 7
const MS_OF_DAY = 86_400_000

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
const WEEK_DAY = format({ day: 'numeric', month: 'short', year: 'numeric' })

const LONG: Record<Unit, (date: string) => string> = {
  hour: FULL_HOUR,
  day: FULL_DAY,
  week: (date) => `the week of ${WEEK_DAY(date)}`,
}

/** What a point of a timeline stands for. */
export const unitOf = ({ timeline, interval }: Timeline): Unit =>
  interval === 'day' && timeline.length > MOST_DAYS ? 'week' : interval

/** The Monday of a day's week. */
function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  const back = (day.getUTCDay() + WEEK - 1) % WEEK
  return new Date(day.getTime() - back * MS_OF_DAY).toISOString().slice(0, 10)
}

/** Days put together to the weeks that they are of; the first and the last may be cut. */
function weeksOf(days: Timeline['timeline']): Timeline['timeline'] {
  const weeks = new Map<string, number>()
  for (const { date, clicks } of days) {
    const monday = mondayOf(date)
    weeks.set(monday, (weeks.get(monday) ?? 0) + clicks)
  }
  return [...weeks].map(([date, clicks]) => ({ date, clicks }))
}

function shortFor(unit: Unit, points: number): (date: string) => string {
  if (unit === 'week') return MONTH
  return unit === 'hour' && points <= HOURS_OF_DAY ? HOUR : DAY
}

/** Points in the order of time; hours of today that have not begun are left open. */
export function pointsOf(stats: Timeline, now: Date): Point[] {
  const unit = unitOf(stats)
  const timeline = unit === 'week' ? weeksOf(stats.timeline) : stats.timeline
  const short = shortFor(unit, timeline.length)
  return timeline.map(({ date, clicks }) => ({
    date,
    short: short(date),
    full: LONG[unit](date),
    clicks: unit === 'hour' && new Date(date) > now ? null : clicks,
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
  return all === 0 ? `${words}.` : `${words}; the most, ${count(most.clicks ?? 0)}: ${most.full}.`
}
