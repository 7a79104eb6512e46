/** Counting the clicks of one link in memory, so that a row of the database is touched once for many clicks. */
import { slotOf, utcDay } from '../../domain/moment.ts'
import { addTo } from '../../domain/report.ts'
import { CLICKS_OF_PART } from './part.ts'
import type { StoredClick, StoredTraits } from './stored-click.ts'
import { blockOf, type Counts, type ValueBlock } from './value-blocks.ts'

/** Words are numbered by the database and stay far below this; with the day they make one number. */
const WORDS = 2 ** 32
/** Clicks and the bots among them make one number. */
const BOT = CLICKS_OF_PART

const clicksIn = (counts: number) => counts % BOT
const botsIn = (counts: number) => Math.floor(counts / BOT)

const keysOf = (sums: Map<number, number>): number[] => [...sums.keys()].sort((a, b) => a - b)

/** What a block of values of one day is to be increased by, in the order of the words. */
export interface FreshValues extends ValueBlock {
  counts: Counts
}

/** What is to be added to the tables of counters. Rows are flat: one value after the other. */
export interface CounterRows {
  /** link, clicks, bots, uniques */
  totals: number[]
  /** link, slot, clicks, bots, uniques */
  slots: number[]
  /** In the order of links, days and blocks. */
  values: FreshValues[]
}

/** What the clicks of one link count up to. Emptied, it serves for the next link. */
export class LinkTally {
  #total = 0
  #uniques = 0
  readonly #slots = new Map<number, number>()
  readonly #uniquesOfSlots = new Map<number, number>()
  /** By day and word. */
  readonly #values = new Map<number, number>()
  /** Clicks of one day that are not in the values yet. */
  readonly #alike = new Map<StoredTraits, number>()
  #day = Number.NaN

  /** `newcomer`: the first of its visitor on its link that day. */
  count({ at, traits }: StoredClick, newcomer: boolean): void {
    const one = traits.bot ? BOT + 1 : 1
    this.#total += one
    addTo(this.#slots, slotOf(at), one)
    if (newcomer) {
      this.#uniques++
      addTo(this.#uniquesOfSlots, slotOf(at), 1)
    }
    const day = utcDay(at)
    if (day !== this.#day) this.#countValues(day)
    addTo(this.#alike, traits, one)
  }

  /** Counts the day's values, once for all clicks that are alike, and goes on with another day. */
  #countValues(next: number): void {
    for (const [traits, counts] of this.#alike)
      for (const word of traits.words) addTo(this.#values, this.#day * WORDS + word, counts)
    this.#alike.clear()
    this.#day = next
  }

  /** Appends what was counted of one word on one day. */
  #append(link: number, key: number, values: FreshValues[]): void {
    const day = Math.floor(key / WORDS)
    const word = key - day * WORDS
    const sum = this.#values.get(key) ?? 0
    const block = blockOf(word)
    const last = values.at(-1)
    if (last?.block === block && last.day === day && last.link === link)
      last.counts.push(word, clicksIn(sum), botsIn(sum))
    else values.push({ link, day, block, counts: [word, clicksIn(sum), botsIn(sum)] })
  }

  /** Appends the link's rows, in the order of their keys, and forgets them. */
  empty(link: number, { totals, slots, values }: CounterRows): void {
    this.#countValues(Number.NaN)
    totals.push(link, clicksIn(this.#total), botsIn(this.#total), this.#uniques)
    for (const slot of keysOf(this.#slots)) {
      const counts = this.#slots.get(slot) ?? 0
      slots.push(link, slot, clicksIn(counts), botsIn(counts), this.#uniquesOfSlots.get(slot) ?? 0)
    }
    for (const key of keysOf(this.#values)) this.#append(link, key, values)
    this.#total = 0
    this.#uniques = 0
    this.#slots.clear()
    this.#uniquesOfSlots.clear()
    this.#values.clear()
  }
}
