/**
 * How the clicks of one turn stand in a row of the spool: JSON, in which a user agent or referrer that the file has
 * already is a number. Most clicks are then a fifth as long, to write, to sync and to read.
 */
import type { RawClick } from '../../domain/click.ts'

/** A text, or the number under which the file has it. */
type Written = string | number
type WrittenClick = [link: number, at: number, ip: string, userAgent: Written, referrer: Written]

/** The number of the first new text, the new texts, the clicks. */
type Row = [from: number, texts: string[], clicks: WrittenClick[]]

/** A file that grows on for hours would otherwise fill the memory with its texts; later ones are written out. */
const MOST_TEXTS = 20_000

/** Writes the rows of one file. */
export class SpoolRowWriter {
  readonly #numbers = new Map<string, number>()
  #fresh: string[] = []

  #number(text: string): Written {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    if (this.#numbers.size >= MOST_TEXTS) return text
    const number = this.#numbers.size
    this.#numbers.set(text, number)
    this.#fresh.push(text)
    return number
  }

  /** The row of a turn. */
  write(clicks: RawClick[]): string {
    const from = this.#numbers.size
    this.#fresh = []
    const written = clicks.map(
      ([link, at, ip, userAgent, referrer]): WrittenClick => [
        link,
        at,
        ip,
        this.#number(userAgent),
        this.#number(referrer),
      ],
    )
    const row: Row = [from, this.#fresh, written]
    return JSON.stringify(row)
  }

  /** A row did not reach the file: the texts that it would have brought are not there, so begin again. */
  forget(): void {
    this.#numbers.clear()
  }
}

/** Reads the rows of one file, in their order. */
export class SpoolRowReader {
  readonly #texts: string[] = []

  #text(written: Written): string {
    return typeof written === 'string' ? written : (this.#texts[written] ?? '')
  }

  /** The clicks of a row. */
  read(json: string): RawClick[] {
    const [from, texts, clicks] = JSON.parse(json) as Row
    this.#texts.length = from
    this.#texts.push(...texts)
    return clicks.map(([link, at, ip, userAgent, referrer]) => [
      link,
      at,
      ip,
      this.#text(userAgent),
      this.#text(referrer),
    ])
  }
}
