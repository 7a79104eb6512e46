/** Moments: milliseconds since 1970 inside, RFC 3339 outside, always UTC and written `+00:00`. */

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/**
 * Reads an RFC 3339 time with an offset; the fraction is kept to the millisecond.
 * Null where the text is not one, or names a day or hour that does not exist (`2030-02-30`, `25:00`).
 */
export function parseMoment(text: string): number | null {
  const found = RFC_3339.exec(text)
  if (!found) return null
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = found
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59 || Number(year) < 1) return null
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const utc = Date.parse(`${clock}Z`)
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 19) !== clock) return null
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000
  return utc + Number(fraction.padEnd(3, '0').slice(0, 3)) - (sign === '-' ? -offset : offset)
}

/** Writes a moment as `2026-12-31T23:59:00+00:00`, with a fraction only where there is one. */
export function formatMoment(ms: number): string {
  const text = new Date(ms).toISOString()
  return `${ms % 1000 === 0 ? text.slice(0, 19) : text.slice(0, 23)}+00:00`
}

export const DAY = 86_400_000
export const HOUR = 3_600_000
export const MINUTE = 60_000
/** The UTC day of a moment, counted from 1970-01-01. */
export const utcDay = (ms: number) => Math.floor(ms / DAY)
/** Counters are kept by quarter hour: every time zone in use begins its days on one. */
export const SLOT = 900_000
export const SLOTS_OF_DAY = DAY / SLOT
/** The quarter hour of a moment, counted from 1970. */
export const slotOf = (ms: number) => Math.floor(ms / SLOT)

/** The UTC month of a moment, as `2026-11`: the unit of the plans' limits. */
export const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7)
/** When the UTC month after that of `ms` begins. */
export function nextMonth(ms: number): number {
  const date = new Date(ms)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}
