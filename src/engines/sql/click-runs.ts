/**
 * Single clicks as rows. A row is a run: clicks of one link, within ten seconds of one quarter hour, whose positions follow
 * each other, packed into some 256 bytes. Each is its time behind the one before, and the number of its traits among those of the run;
 * traits are written where they are new.
 */
import { SLOT, slotOf } from '../../domain/moment.ts'
import type { FlatRows } from './bulk.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { StoredClick, StoredTraits } from './stored-click.ts'
import { WORD_ORDER } from './words.ts'

/** A row: `last` and `first` are the moments of its newest and its oldest click, `n` the position of the first one. */
export interface Run {
  link: number
  last: number
  n: number
  first: number
  clicks: Uint8Array
}

/** The columns of a run, its key first. */
export const RUN = {
  link: 'integer',
  last: 'integer',
  n: 'integer',
  first: 'integer',
  clicks: 'bytes',
} as const

/** A run ends behind the click that fills it: rows of some hundred bytes keep the table's pages full and its tree flat. */
const FULL = 256
/** All clicks of a run lie within so many milliseconds: who looks for clicks of a moment need not look far. */
export const LONGEST = 10_000
/** A click is two bytes at least. */
export const MOST_OF_RUN = FULL / 2

const NEW_TRAITS = 0

/** A visitor is 53 bits: seven bytes, of which the highest bit says whether it is a bot. */
const LOW_BYTES = 4
const LOW = 2 ** 32
const HIGH_BYTES = 3
const BOT = 2 ** 23

function writeTraits(to: ByteWriter, { words, bot, visitor }: StoredTraits): void {
  for (const word of words) to.number(word)
  const low = visitor % LOW
  const high = Math.floor(visitor / LOW) + (bot ? BOT : 0)
  for (let byte = 0; byte < LOW_BYTES; byte++) to.byte((low >>> (8 * byte)) & 255)
  for (let byte = 0; byte < HIGH_BYTES; byte++) to.byte((high >>> (8 * byte)) & 255)
}

function readBytes(from: ByteReader, count: number): number {
  let number = 0
  for (let byte = 0, factor = 1; byte < count; byte++, factor *= 256) number += from.byte() * factor
  return number
}

function readTraits(from: ByteReader): StoredTraits {
  const words = WORD_ORDER.map(() => from.number())
  const low = readBytes(from, LOW_BYTES)
  const high = readBytes(from, HIGH_BYTES)
  const bot = high >= BOT
  return { words, bot, visitor: (bot ? high - BOT : high) * LOW + low }
}

const startOf = (moment: number) => slotOf(moment) * SLOT

/** A difference of either sign as one that is never negative. */
const unsigned = (difference: number) => (difference < 0 ? -2 * difference - 1 : 2 * difference)
const signed = (number: number) => (number % 2 === 1 ? -(number + 1) / 2 : number / 2)

/** Packs clicks into runs, as they come: link by link, in the order of their positions as far as they have one. */
export class RunWriter {
  readonly #bytes = new ByteWriter()
  /** Numbers of the run's traits, from 1. */
  readonly #known = new Map<StoredTraits, number>()
  #link = Number.NaN
  #n = Number.NaN
  #count = 0
  #first = 0
  #last = 0
  #before = 0

  /** Adds a click; a run that it does not belong to any more, or that it fills, is appended to flat rows of {@link RUN}. */
  add(click: StoredClick, rows: FlatRows): void {
    if (!this.#belongs(click)) {
      this.end(rows)
      this.#begin(click)
    }
    const { at, traits } = click
    this.#bytes.number(unsigned(at - this.#before))
    this.#before = at
    if (at < this.#first) this.#first = at
    if (at > this.#last) this.#last = at
    this.#count++
    const known = this.#known.get(traits)
    this.#bytes.number(known ?? NEW_TRAITS)
    if (known === undefined) {
      writeTraits(this.#bytes, traits)
      this.#known.set(traits, this.#known.size + 1)
    }
    if (this.#bytes.length >= FULL) this.end(rows)
  }

  #belongs({ link, at, n }: StoredClick): boolean {
    return (
      this.#count > 0 &&
      link === this.#link &&
      n === this.#n + this.#count &&
      slotOf(at) === slotOf(this.#last) &&
      Math.max(at, this.#last) - Math.min(at, this.#first) < LONGEST
    )
  }

  #begin({ link, at, n }: StoredClick): void {
    this.#link = link
    this.#n = n
    this.#first = at
    this.#last = at
    this.#before = startOf(at)
  }

  /** Appends the run that is being written, if there is one. */
  end(rows: FlatRows): void {
    if (this.#count === 0) return
    rows.push(this.#link, this.#last, this.#n, this.#first, this.#bytes.take())
    this.#known.clear()
    this.#count = 0
  }
}

/** The clicks of a run, in the order of their positions. Throws where it is damaged. */
export function clicksOf({ link, last, n, clicks }: Run): StoredClick[] {
  const bytes = new ByteReader(clicks)
  const known: StoredTraits[] = []
  const found: StoredClick[] = []
  for (let at = startOf(last); !bytes.isAtEnd; ) {
    at += signed(bytes.number())
    const number = bytes.number()
    if (number === NEW_TRAITS) known.push(readTraits(bytes))
    const traits = number === NEW_TRAITS ? known.at(-1) : known[number - 1]
    if (!traits) throw new Error(`The clicks of link ${link} at position ${n} are damaged.`)
    found.push({ link, at, n: n + found.length, traits })
  }
  return found
}
