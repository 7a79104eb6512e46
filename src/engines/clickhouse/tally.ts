/** What clicks add to the counters, as rows. */
import { type Click, DIMENSIONS, type Dimension, type Traits } from '../../domain/click.ts'
import { slotOf, utcDay } from '../../domain/moment.ts'
import { addTo } from '../../domain/report.ts'
import type { Value } from './connection.ts'
import { KIND } from './tables.ts'

export const COUNTS = ['kind', 'link', 'at', 'value', 'clicks', 'bots', 'uniques'] as const
export const VALUE_KINDS = Object.entries(DIMENSIONS).map(
  ([name, number]) => [name as Dimension, KIND.values + number] as const,
)

interface Counts {
  clicks: number
  bots: number
}

/** The entry of a map, made where there is none. */
function entry<Key, T>(map: Map<Key, T>, key: Key, make: () => T): T {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}

const noClicks = (): Counts => ({ clicks: 0, bots: 0 })

function add(counts: Counts, clicks: number, bot: boolean): void {
  counts.clicks += clicks
  if (bot) counts.bots += clicks
}

/** What the clicks of one link count up to. */
class LinkTally {
  readonly total = noClicks()
  readonly #slots = new Map<number, Counts>()
  /** Clicks that are alike, by their day: their values are counted once for all of them. */
  readonly #alike = new Map<number, Map<Traits, number>>()

  add({ at, traits }: Click): void {
    add(this.total, 1, traits.bot)
    add(entry(this.#slots, slotOf(at), noClicks), 1, traits.bot)
    const alike = entry(this.#alike, utcDay(at), () => new Map<Traits, number>())
    addTo(alike, traits, 1)
  }

  *rows(link: number): Generator<Value[]> {
    yield [KIND.total, link, 0, '', this.total.clicks, this.total.bots, 0]
    for (const [slot, { clicks, bots }] of this.#slots) yield [KIND.slot, link, slot, '', clicks, bots, 0]
    for (const [day, alike] of this.#alike)
      for (const [name, kind] of VALUE_KINDS) {
        const values = new Map<string, Counts>()
        for (const [traits, clicks] of alike) add(entry(values, traits[name], noClicks), clicks, traits.bot)
        for (const [value, { clicks, bots }] of values) yield [kind, link, day, value, clicks, bots, 0]
      }
  }
}

/** The clicks of a part by link: what each adds to its total, and every row of counters. */
export function tally(clicks: Click[]): { totals: (Counts & { link: number })[]; rows: Value[][] } {
  const links = new Map<number, LinkTally>()
  for (const click of clicks) entry(links, click.link, () => new LinkTally()).add(click)
  return {
    totals: [...links].map(([link, { total }]) => ({ link, ...total })),
    rows: [...links].flatMap(([link, counted]) => [...counted.rows(link)]),
  }
}

interface Counting {
  clicks: number
  now: number
  /** How links are divided among shards. */
  places: string
}

/** The row that says that a part is counted, in the block that counts it. */
export const markOf = (part: number, { clicks, now, places }: Counting): Value[] => [
  KIND.part,
  part,
  utcDay(now),
  places,
  clicks,
  0,
  0,
]
