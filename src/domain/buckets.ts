/** Buckets: a stretch of time cut into the days or hours of a time zone, for timelines. */
import { SLOT } from './moment.ts'

export const INTERVALS = ['day', 'hour'] as const
export type Interval = (typeof INTERVALS)[number]

/** A day or hour of a time zone, as far as a period covers it; `from` and `to` count quarter hours, `to` not included. */
export interface Bucket {
  /** `2026-11-22`; of an hour `2026-11-22T14:00:00+01:00`, with the offset then in force. */
  date: string
  from: number
  to: number
}

/** The date of a moment in a time zone. */
export const dateAt = (ms: number, tz: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(tz).toPlainDate()

/** When a day of a time zone begins, in milliseconds. */
export const startOf = (date: Temporal.PlainDate, tz: string) => date.toZonedDateTime(tz).epochMilliseconds

function cutIntoDays(from: number, to: number, tz: string): Bucket[] {
  const days: Bucket[] = []
  for (let date = dateAt(from, tz); ; date = date.add({ days: 1 })) {
    const start = startOf(date, tz)
    if (start >= to) return days
    const end = startOf(date.add({ days: 1 }), tz)
    const day = { date: date.toString(), from: Math.max(start, from) / SLOT, to: Math.min(end, to) / SLOT }
    if (day.to > day.from) days.push(day)
  }
}

const pad = (number: number) => String(number).padStart(2, '0')

/** The local hour that a quarter hour lies in, with its offset: the hour that comes twice in autumn is two hours. */
function hourOf(slot: number, tz: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(slot * SLOT).toZonedDateTimeISO(tz)
  return `${local.toPlainDate().toString()}T${pad(local.hour)}:00:00${local.offset}`
}

/** Gone through quarter hour by quarter hour: some zones lie half an hour beside the others, or change by one. */
function cutIntoHours(from: number, to: number, tz: string): Bucket[] {
  const hours: Bucket[] = []
  for (let slot = from / SLOT; slot < to / SLOT; slot++) {
    const date = hourOf(slot, tz)
    const last = hours.at(-1)
    if (last?.date === date) last.to = slot + 1
    else hours.push({ date, from: slot, to: slot + 1 })
  }
  return hours
}

/** Cuts the time from `from` to `to` (milliseconds, on quarter hours) into buckets of each kind. */
export const CUTS: Record<Interval, (from: number, to: number, tz: string) => Bucket[]> = {
  day: cutIntoDays,
  hour: cutIntoHours,
}
