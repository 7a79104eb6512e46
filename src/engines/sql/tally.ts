/** Counting the clicks of one link in memory, so that a row of the database is touched once for many clicks. */
import type { Click, Traits } from '../../domain/click.ts'
import { slotOf, utcDay } from '../../domain/moment.ts'
import type { TraitWords } from './words.ts'

interface Counts {
  clicks: number
  bots: number
}

interface SlotCounts extends Counts {
  uniques: number
}

/** Words are numbered by the database and stay far below this; with the day they make one number. */
const WORDS = 2 ** 32

/** The entry of a map, made where there is none. */
function entry<T>(map: Map<number, T>, key: number, make: () => T): T {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

const noClicks = (): Counts => ({ clicks: 0, bots: 0 })
const noSlotClicks = (): SlotCounts => ({ clicks: 0, bots: 0, uniques: 0 })
const byKey = <T>(map: Map<number, T>): [number, T][] => [...map].sort(([a], [b]) => a - b)

function add(counts: Counts, clicks: number, bot: boolean): void {
  counts.clicks += clicks
  if (bot) counts.bots += clicks
}

/** Rows to be added to the tables of counters, flat: one value after the other. */
export interface CounterRows {
  /** link, clicks, bots, uniques */
  totals: number[]
  /** link, slot, clicks, bots, uniques */
  slots: number[]
  /** link, day, word, clicks, bots */
  values: number[]
}

/** What the clicks of one link count up to. Emptied, it serves for the next link. */
export class LinkTally {
  readonly #words: TraitWords
  #total = noSlotClicks()
  readonly #slots = new Map<number, SlotCounts>()
  /** By day and word. */
  readonly #values = new Map<number, Counts>()
  /** Clicks of one day that are not in the values yet. */
  readonly #alike = new Map<Traits, number>()
  #day = Number.NaN

  constructor(words: TraitWords) {
    this.#words = words
  }

  /** `newcomer`: the first of its visitor on its link that day. */
  count({ at, traits }: Click, newcomer: boolean): void {
    const slot = entry(this.#slots, slotOf(at), noSlotClicks)
    add(this.#total, 1, traits.bot)
    add(slot, 1, traits.bot)
    if (newcomer) {
      this.#total.uniques++
      slot.uniques++
    }
    const day = utcDay(at)
    if (day !== this.#day) this.#countValues(day)
    this.#alike.set(traits, (this.#alike.get(traits) ?? 0) + 1)
  }

  /** Counts the day's values, once for all clicks that are alike, and goes on with another day. */
  #countValues(next: number): void {
    for (const [traits, clicks] of this.#alike)
      for (const word of this.#words.get(traits) ?? [])
        add(entry(this.#values, this.#day * WORDS + word, noClicks), clicks, traits.bot)
    this.#alike.clear()
    this.#day = next
  }

  /** Appends the link's rows, in the order of their keys, and forgets them. */
  empty(link: number, { totals, slots, values }: CounterRows): void {
    this.#countValues(Number.NaN)
    totals.push(link, this.#total.clicks, this.#total.bots, this.#total.uniques)
    for (const [slot, { clicks, bots, uniques }] of byKey(this.#slots))
      slots.push(link, slot, clicks, bots, uniques)
    for (const [key, { clicks, bots }] of byKey(this.#values))
      values.push(link, Math.floor(key / WORDS), key % WORDS, clicks, bots)
    this.#total = noSlotClicks()
    this.#slots.clear()
    this.#values.clear()
  }
}
