/** The country of an address, from a database file in MaxMind's format. */
import { type CountryResponse, Reader } from 'maxmind'
import { RecentMap } from '../domain/recent-map.ts'

/** The free database that comes with Fluxly names the country at the top, MaxMind's own names it inside. */
type Entry = { country_code?: string } & Partial<CountryResponse>

const codeOf = (entry: Entry | null) => entry?.country_code ?? entry?.country?.iso_code ?? ''

/** A file's bytes, read from the page cache as they are needed where it lies on disk; inside an executable it is copied. */
async function bytesOf(file: string): Promise<Buffer> {
  try {
    return Buffer.from(Bun.mmap(file).buffer)
  } catch {
    return Buffer.from(await Bun.file(file).arrayBuffer())
  }
}

/** Opens a database of countries. The answer is a code of two letters, or `""` where the address is not in it. */
export async function countryReader(file: string, remembered = 4096): Promise<(ip: string) => string> {
  const reader = new Reader<Entry & CountryResponse>(await bytesOf(file))
  const known = new RecentMap<string, string>(remembered)
  return (ip) => {
    const found = known.get(ip)
    if (found !== undefined) return found
    const named = codeOf(reader.get(ip))
    const code = /^[A-Z]{2}$/.test(named) ? named : ''
    known.set(ip, code)
    return code
  }
}
