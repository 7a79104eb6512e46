/** Periods: the stretch of time that statistics are asked for, cut into the days or hours of a time zone. */
import { type Bucket, CUTS, dateAt, type Interval, startOf } from './buckets.ts'
import type { FieldProblem } from './failure.ts'
import { DAY, HOUR, parseMoment, SLOT } from './moment.ts'

export interface Period {
  /** Milliseconds since 1970, on a quarter hour; `to` is not included. */
  from: number
  to: number
  tz: string
  interval: Interval
  /** Without gaps, in the order of time. */
  buckets: Bucket[]
}

/** A period as a client asks for it: dates (`2026-11-22`, the whole day) or RFC 3339 times. */
export interface PeriodQuestion {
  from?: string | undefined
  to?: string | undefined
  tz?: string | undefined
  /** Days where it is left out. */
  interval?: Interval | undefined
}

const DATE = /^\d{4}-\d\d-\d\d$/
const DAYS_WITHOUT_QUESTION: Record<Interval, number> = { day: 30, hour: 14 }
/** Fourteen days, of which one may be an hour longer than the others. */
const LONGEST_IN_HOURS = 14 * DAY + HOUR

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/
const OFFSET = /^[+-]\d\d:(00|15|30|45)$/

/** Whether the runtime knows a time zone: an IANA name such as `Europe/Berlin`, or an offset in quarter hours such as `+05:45`. */
export function isTimeZone(tz: string): boolean {
  if (!ZONE_NAME.test(tz) && !OFFSET.test(tz)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(tz)
    return true
  } catch {
    return false
  }
}

function parseDate(text: string): Temporal.PlainDate | null {
  try {
    return DATE.test(text) ? Temporal.PlainDate.from(text, { overflow: 'reject' }) : null
  } catch {
    return null
  }
}

/** One end of a period in milliseconds, or null where the text is neither a date nor a time. A date stands for `extraDays` after its start. */
function readEnd(text: string, tz: string, extraDays: number): number | null {
  const date = parseDate(text)
  return date ? startOf(date.add({ days: extraDays }), tz) : parseMoment(text)
}

/** What is wrong with one end of a period, as a sentence, or null where nothing is. */
export const periodEndProblem = (text: string): string | null =>
  readEnd(text, 'UTC', 0) === null
    ? 'must be a date such as "2026-11-22" or an RFC 3339 time with an offset.'
    : null

/**
 * Answers a question for a period. Without one: the last 30 days, today included; 14 where hours are asked for.
 * Ends are taken to the quarter hour, the period never begins before `earliest` and never ends after today.
 */
export function readPeriod(question: PeriodQuestion, now: number, earliest: number): Period | FieldProblem[] {
  const { tz = 'UTC', interval = 'day' } = question
  const endOfToday = startOf(dateAt(now, tz).add({ days: 1 }), tz)
  const to = question.to === undefined ? endOfToday : (readEnd(question.to, tz, 1) as number)
  const lastDay = dateAt(Math.min(to, endOfToday) - 1, tz)
  const usualStart = startOf(lastDay.subtract({ days: DAYS_WITHOUT_QUESTION[interval] - 1 }), tz)
  const from = question.from === undefined ? usualStart : (readEnd(question.from, tz, 0) as number)
  if (from >= to) return [{ field: 'from', message: 'must lie before the end of the period.' }]
  if (interval === 'hour' && Math.min(to, endOfToday) - from > LONGEST_IN_HOURS)
    return [{ field: 'interval', message: 'can be "hour" for at most 14 days; shorten the period.' }]
  const firstDay = startOf(dateAt(earliest, tz), tz)
  const start = Math.floor(Math.max(from, firstDay) / SLOT) * SLOT
  const end = Math.ceil(Math.min(to, endOfToday) / SLOT) * SLOT
  const buckets = start < end ? CUTS[interval](start, end, tz) : []
  return { from: start, to: Math.max(start, end), tz, interval, buckets }
}

/** The whole UTC days inside a period, and the pieces of days left over at its ends (milliseconds, `to` not included). */
export function wholeUtcDays(period: Pick<Period, 'from' | 'to'>) {
  const first = Math.ceil(period.from / DAY)
  const end = Math.floor(period.to / DAY)
  if (first >= end)
    return { days: null, pieces: period.from < period.to ? [[period.from, period.to] as const] : [] }
  const pieces = [[period.from, first * DAY] as const, [end * DAY, period.to] as const].filter(
    ([a, b]) => a < b,
  )
  return { days: { from: first, to: end }, pieces }
}
