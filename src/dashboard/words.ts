/** Numbers and times as people read them, in their own language's form and their own zone. */

const COUNT = new Intl.NumberFormat()
const SHORT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'long' })

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export const count = (value: number) => COUNT.format(value)
/** 12,345 as 12.3K. */
export const shortCount = (value: number) => SHORT.format(value)
export const day = (iso: string) => DAY.format(new Date(iso))
export const moment = (iso: string) => MOMENT.format(new Date(iso))

/** "2 hours ago", "in 3 days". */
export function relative(iso: string, now = new Date()): string {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? ['minute', 60]
  const value = Math.trunc(seconds / size)
  return value === 0 ? 'now' : AGO.format(value, unit)
}

/** 1 link, 2 links. */
export const plural = (value: number, one: string, many = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`

const two = (value: number) => String(value).padStart(2, '0')

/** A moment as `<input type="datetime-local">` holds it, in the viewer's zone. */
export function localInput(moment: Date): string {
  const date = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
  return `${date}T${two(moment.getHours())}:${two(moment.getMinutes())}`
}

/** The viewer's time zone, such as Europe/Berlin. */
export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** An address without what every address has. */
export const bareUrl = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '')
