/** What is counted, in words for people. */
import type { Dimension } from './view.ts'

/** How the API names a country that it does not know. */
export const NO_COUNTRY = 'unknown'

const COUNTRIES = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'code' })
const DEVICES: Record<string, string> = {
  desktop: 'Desktop',
  mobile: 'Mobile',
  tablet: 'Tablet',
  other: 'Other',
}

/** A country's name; the code itself where it is none. */
export function countryName(code: string | null): string {
  if (code === null || !/^[A-Z]{2}$/.test(code))
    return code === null || code === NO_COUNTRY ? 'Unknown' : code
  return COUNTRIES.of(code) ?? code
}

export const deviceName = (device: string): string => DEVICES[device] ?? device
export const referrerName = (referrer: string): string => (referrer === 'direct' ? 'Direct / none' : referrer)

const itself = (value: string) => value

/** What a property is called, and how its values are. */
export const PROPERTIES: Record<
  Dimension,
  { title: string; one: string; nameOf: (value: string) => string }
> = {
  referrer: { title: 'referrers', one: 'Referrer', nameOf: referrerName },
  country: { title: 'countries', one: 'Country', nameOf: countryName },
  device: { title: 'devices', one: 'Device', nameOf: deviceName },
  browser: { title: 'browsers', one: 'Browser', nameOf: itself },
  os: { title: 'systems', one: 'System', nameOf: itself },
}

const SHARE = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })

/** A part of a whole as people say it: 40%, <1%. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return SHARE.format(0)
  const value = part / whole
  return value < 0.01 ? `<${SHARE.format(0.01)}` : SHARE.format(value)
}
