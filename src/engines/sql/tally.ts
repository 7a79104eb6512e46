/** Counting the clicks of one link in memory, so that a row of the database is touched once for many clicks. */

interface Counts {
  clicks: number
  bots: number
}

interface SlotCounts extends Counts {
  uniques: number
}

/** What one click adds. */
export interface Counted {
  slot: number
  day: number
  /** The numbers of words of many clicks; this one's begin at `from` and end before `to`. */
  words: number[]
  from: number
  to: number
  bot: boolean
  /** The first of its visitor on its link that day. */
  newcomer: boolean
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

function add(counts: Counts, bot: boolean): void {
  counts.clicks++
  if (bot) counts.bots++
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
  #total = noSlotClicks()
  readonly #slots = new Map<number, SlotCounts>()
  /** By day and word. */
  readonly #values = new Map<number, Counts>()

  count({ slot, day, words, from, to, bot, newcomer }: Counted): void {
    const slotCounts = entry(this.#slots, slot, noSlotClicks)
    add(this.#total, bot)
    add(slotCounts, bot)
    if (newcomer) {
      this.#total.uniques++
      slotCounts.uniques++
    }
    for (let at = from; at < to; at++)
      add(entry(this.#values, day * WORDS + (words[at] as number), noClicks), bot)
  }

  /** Appends the link's rows, in the order of their keys, and forgets them. */
  empty(link: number, { totals, slots, values }: CounterRows): void {
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
