/**
 * How the clicks of one turn stand in a row of the spool: five numbers a click, of which an address, a user agent and a
 * referrer are numbers of texts that the file holds once. Most clicks are then 40 bytes, and nothing has to be parsed.
 */
import type { Origin, RawClick } from '../../domain/click.ts'

export interface SpoolRow {
  /** The texts that are new in this row, as a JSON array of strings behind the number of the first; null: none are. */
  texts: string | null
  /** link, at, address, user agent, referrer of each click, as 64-bit floats. */
  clicks: Uint8Array
}

const WIDTH = 5
const CLICKS_AT_FIRST = 256

/** A file that grows on for hours would otherwise fill the memory with its texts: from then on they are numbered anew. */
const MOST_TEXTS = 20_000
/** So many texts can be numbered that three numbers make one that is exact. A turn of more clicks than that shares nothing. */
const TEXTS = 2 ** 17

/** Writes the rows of one file: clicks are added, then taken as a row. */
export class SpoolRowWriter {
  readonly #numbers = new Map<string, number>()
  #fresh: string[] = []
  #clicks = new Float64Array(CLICKS_AT_FIRST * WIDTH)
  #length = 0

  #number(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(text, number)
    this.#fresh.push(text)
    return number
  }

  #makeRoom(): void {
    const larger = new Float64Array(this.#clicks.length * 2)
    larger.set(this.#clicks)
    this.#clicks = larger
  }

  /** Clicks added and not taken yet. */
  get waiting(): number {
    return this.#length / WIDTH
  }

  add({ link, at, origin }: RawClick): void {
    if (this.#length === this.#clicks.length) this.#makeRoom()
    const clicks = this.#clicks
    const to = this.#length
    clicks[to] = link
    clicks[to + 1] = at
    clicks[to + 2] = this.#number(origin.ip)
    clicks[to + 3] = this.#number(origin.userAgent)
    clicks[to + 4] = this.#number(origin.referrer)
    this.#length = to + WIDTH
  }

  /** The clicks that were added, as a row; it is valid until the next one is. */
  take(): SpoolRow {
    const fresh = this.#fresh
    const clicks = new Uint8Array(this.#clicks.buffer, 0, this.#length * Float64Array.BYTES_PER_ELEMENT)
    const texts = fresh.length > 0 ? JSON.stringify([this.#numbers.size - fresh.length, ...fresh]) : null
    this.#fresh = []
    this.#length = 0
    if (this.#numbers.size >= MOST_TEXTS) this.#numbers.clear()
    return { texts, clicks }
  }

  /** A row did not reach the file: the texts that it would have brought are not there, so begin again. */
  forget(): void {
    this.#numbers.clear()
  }
}

/** Reads the rows of one file, in their order. */
export class SpoolRowReader {
  readonly #texts: string[] = []
  readonly #origins = new Map<number, Origin>()

  #learn(json: string): void {
    const [from, ...texts] = JSON.parse(json) as [number, ...string[]]
    if (from < this.#texts.length) this.#origins.clear()
    this.#texts.length = from
    for (const text of texts) this.#texts.push(text)
  }

  #origin(ip: number, userAgent: number, referrer: number): Origin {
    const key = (ip * TEXTS + userAgent) * TEXTS + referrer
    const known = this.#origins.get(key)
    if (known) return known
    const text = (number: number) => this.#texts[number] ?? ''
    const origin = { ip: text(ip), userAgent: text(userAgent), referrer: text(referrer) }
    if (this.#texts.length <= TEXTS) this.#origins.set(key, origin)
    return origin
  }

  /** The clicks of a row; those that come from one place share their origin. Throws where it is none. */
  read({ texts, clicks }: SpoolRow): RawClick[] {
    if (texts !== null) this.#learn(texts)
    const numbers = new Float64Array(clicks.slice().buffer)
    const number = (at: number) => numbers[at] as number
    const read: RawClick[] = []
    for (let at = 0; at < numbers.length; at += WIDTH) {
      const origin = this.#origin(number(at + 2), number(at + 3), number(at + 4))
      read.push({ link: number(at), at: number(at + 1), origin })
    }
    return read
  }
}
