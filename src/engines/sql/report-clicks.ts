/** Counting single clicks, for what no counter knows: each is looked at once, for all properties together. */
import type { BotFilter } from '../../domain/click.ts'
import { SLOT, slotOf } from '../../domain/moment.ts'
import type { Period } from '../../domain/period.ts'
import type { ClickRow } from './click-rows.ts'
import { addTo, addWords, type WordSums } from './report-counters.ts'

/** What the clicks of a period count up to. */
export class ClickTally {
  readonly timeline: number[]
  readonly words: WordSums = new Map()
  readonly links = new Map<number, number>()
  bots = 0
  readonly #filter: BotFilter
  readonly #start: number
  /** The number of each quarter hour's bucket. */
  readonly #bucketOf: Uint32Array

  constructor({ from, to, buckets }: Period, filter: BotFilter) {
    this.#filter = filter
    this.#start = from / SLOT
    this.#bucketOf = new Uint32Array((to - from) / SLOT)
    for (const [index, bucket] of buckets.entries())
      this.#bucketOf.fill(index, bucket.from - this.#start, bucket.to - this.#start)
    this.timeline = buckets.map(() => 0)
  }

  #counts({ bot }: ClickRow): boolean {
    return this.#filter === 'include' || (bot === 1) === (this.#filter === 'only')
  }

  /** Counts clicks that lie in the period, with bots or without. */
  add(rows: ClickRow[]): void {
    for (const { bot } of rows) this.bots += bot
    const counted = rows.filter((row) => this.#counts(row))
    for (const { link, at } of counted) {
      const bucket = this.#bucketOf[slotOf(at) - this.#start] ?? 0
      this.timeline[bucket] = (this.timeline[bucket] ?? 0) + 1
      addTo(this.links, link, 1)
    }
    addWords(this.words, counted)
  }
}
