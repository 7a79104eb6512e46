/** Counting single clicks, for what no counter knows: each is looked at once, for all properties together. */
import type { BotFilter } from '../../domain/click.ts'
import { SLOT, slotOf } from '../../domain/moment.ts'
import type { Period } from '../../domain/period.ts'
import { addTo, RECENT } from '../../domain/report.ts'
import { isCounted } from './click-rows.ts'
import { addWords, type WordSums } from './report-counters.ts'
import { newestFirst, type StoredClick } from './stored-click.ts'

/** What the clicks of a period count up to. */
export class ClickTally {
  readonly timeline: number[]
  readonly words: WordSums = new Map()
  readonly links = new Map<number, number>()
  /** The newest clicks, newest first. */
  recent: StoredClick[] = []
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

  /** Counts clicks that lie in the period, with bots or without. */
  add(clicks: StoredClick[]): void {
    for (const { traits } of clicks) if (traits.bot) this.bots++
    const counted = clicks.filter(({ traits }) => isCounted(traits, this.#filter))
    for (const { link, at } of counted) {
      const bucket = this.#bucketOf[slotOf(at) - this.#start] ?? 0
      this.timeline[bucket] = (this.timeline[bucket] ?? 0) + 1
      addTo(this.links, link, 1)
    }
    addWords(this.words, counted)
    this.#keepNewest(counted)
  }

  #keepNewest(clicks: StoredClick[]): void {
    const oldest = this.recent[RECENT - 1]?.at ?? 0
    const newer = clicks.filter(({ at }) => at >= oldest)
    if (newer.length > 0) this.recent = [...this.recent, ...newer].sort(newestFirst).slice(0, RECENT)
  }
}
