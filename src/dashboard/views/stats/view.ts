/** What of the statistics somebody looks at, as the page's address holds it. */
import type { StatsQuestion } from '../../queries/stats.ts'
import type { Query } from '../../shell/address.ts'

export const RANGES = ['today', '7d', '30d', '90d', '12m', 'custom'] as const
export type Range = (typeof RANGES)[number]

export const BOTS = ['include', 'exclude', 'only'] as const
export type Bots = (typeof BOTS)[number]

export const DIMENSIONS = ['referrer', 'country', 'device', 'browser', 'os'] as const
export type Dimension = (typeof DIMENSIONS)[number]
export type Filters = Partial<Record<Dimension, string>>

export interface View {
  range: Range
  /** First and last day, in the zone. */
  from: string
  to: string
  tz: string
  interval: 'day' | 'hour'
  /** Whether the range is short enough for hours. */
  hourly: boolean
  bots: Bots
  filters: Filters
  table: boolean
}

export const DAY = 86_400_000
const MOST_DAYS_IN_HOURS = 14
const DATE = /^\d{4}-\d\d-\d\d$/
const DAYS: Record<Exclude<Range, '12m' | 'custom'>, number> = { today: 1, '7d': 7, '30d': 30, '90d': 90 }

/** The date of a moment in a zone, as 2026-11-22. */
export const dateIn = (tz: string, moment: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: tz }).format(moment)

/** A date some days later, or earlier. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10)

const isDate = (text: string | undefined): text is string =>
  text !== undefined && DATE.test(text) && !Number.isNaN(Date.parse(text))

function isZone(tz: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz })
    return true
  } catch {
    return false
  }
}

const oneOf = <T extends string>(choices: readonly T[], text: string | undefined, usual: T): T =>
  choices.find((choice) => choice === text) ?? usual

function firstDay(range: Exclude<Range, 'custom'>, today: string): string {
  if (range !== '12m') return addDays(today, 1 - DAYS[range])
  return addDays(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`.replace('-02-29', '-02-28'), 1)
}

/** The ends of a range. Those of one's own choice may be given in either order. */
function endsOf(range: Range, query: Query, today: string): [string, string] {
  if (range !== 'custom') return [firstDay(range, today), today]
  const to = isDate(query.to) ? query.to : today
  const from = isDate(query.from) ? query.from : addDays(to, -6)
  return from <= to ? [from, to] : [to, from]
}

/** Reads an address. What it does not say, or says wrongly, is as usual: 30 days of everything in the viewer's zone. */
export function readView(query: Query, now: Date, ownZone: string): View {
  const tz = query.tz && isZone(query.tz) ? query.tz : ownZone
  const range = oneOf(RANGES, query.range, '30d')
  const [from, to] = endsOf(range, query, dateIn(tz, now))
  const hourly = Date.parse(to) - Date.parse(from) < MOST_DAYS_IN_HOURS * DAY
  const interval = oneOf(['day', 'hour'], query.by, from === to ? 'hour' : 'day')
  const given = DIMENSIONS.flatMap((name) => (query[name] ? [[name, query[name]] as const] : []))
  return {
    range,
    from,
    to,
    tz,
    interval: hourly ? interval : 'day',
    hourly,
    bots: oneOf(BOTS, query.bots, 'include'),
    filters: Object.fromEntries(given),
    table: query.as === 'table',
  }
}

/** The same as a question to the API. */
export const questionOf = ({ from, to, tz, interval, bots, filters }: View): StatsQuestion => ({
  from,
  to,
  tz,
  interval,
  bots: bots === 'include' ? undefined : bots,
  ...filters,
})

export const hasFilters = ({ filters }: View): boolean => Object.keys(filters).length > 0
