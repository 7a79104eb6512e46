/** The country of an address, from a database file in MaxMind's format. */
import { readFileSync } from 'node:fs'
import { type CountryResponse, Reader } from 'maxmind'
import { RecentMap } from '../domain/recent-map.ts'

/** The free database that comes with Fluxly names the country at the top, MaxMind's own names it inside. */
type Entry = { country_code?: string } & Partial<CountryResponse>

const codeOf = (entry: Entry | null) => entry?.country_code ?? entry?.country?.iso_code ?? ''

/** Opens a database of countries. The answer is a code of two letters, or `""` where the address is not in it. */
export function countryReader(file: string, remembered = 4096): (ip: string) => string {
  const reader = new Reader<Entry & CountryResponse>(readFileSync(file))
  const known = new RecentMap<string, string>(remembered)
  return (ip) => {
    const found = known.get(ip)
    if (found !== undefined) return found
    const code = /^[A-Z]{2}$/.test(codeOf(reader.get(ip))) ? codeOf(reader.get(ip)) : ''
    known.set(ip, code)
    return code
  }
}
