/** Reports: what is counted of the clicks of one link or several. */
import type { Agent, Dimension } from './click.ts'

export interface LinkTotals {
  clicks: number
  bots: number
  uniques: number
}

/** A click as it is shown, one by one. */
export interface SeenClick extends Omit<Agent, 'device'> {
  link: number
  /** Milliseconds since 1970. */
  at: number
  /** Its position among all clicks: rises in the order in which they were folded. */
  n: number
  device: string
  /** A host name, or `direct`. */
  referrer: string
  /** ISO 3166 code of two letters, or `""` where unknown. */
  country: string
}

export interface ValueCount {
  value: string
  clicks: number
}

export interface LinkCount {
  link: number
  clicks: number
}

/** The clicks of a period. `bots` are counted whether the selection leaves bots out or not. */
export interface PeriodFigures {
  clicks: number
  bots: number
  /** People, told apart by link and day and added up; null where a filter is set, since they are counted for all values together. */
  uniques: number | null
}

/** How many of the newest clicks a report shows, and of the most clicked links. */
export const RECENT = 50
const TOP_LINKS = 10

/** Most clicked first; of equals in the order of their values. */
export const byClicks = (a: ValueCount, b: ValueCount) => b.clicks - a.clicks || (a.value < b.value ? -1 : 1)

/** The most clicked of links that were clicked, most clicked first; of equals the older. */
export const topLinks = (links: LinkCount[]): LinkCount[] =>
  links
    .filter(({ clicks }) => clicks > 0)
    .sort((a, b) => b.clicks - a.clicks || a.link - b.link)
    .slice(0, TOP_LINKS)

/** Adds to what is counted under a key. */
export function addTo<Key>(sums: Map<Key, number>, key: Key, count: number): void {
  sums.set(key, (sums.get(key) ?? 0) + count)
}

/** What several links come to together. */
export function sumOf(totals: Iterable<LinkTotals>): LinkTotals {
  const sum = { clicks: 0, bots: 0, uniques: 0 }
  for (const { clicks, bots, uniques } of totals) {
    sum.clicks += clicks
    sum.bots += bots
    sum.uniques += uniques
  }
  return sum
}

/** Statistics of links over a period. */
export interface LinkReport {
  /** For all time. */
  totals: LinkTotals
  period: PeriodFigures
  /** Clicks of each bucket of the period, in its order. */
  timeline: number[]
  /** Most clicked first. */
  counts: Record<Dimension, ValueCount[]>
  /** The ten links with most clicks in the period, most clicked first. */
  links: LinkCount[]
  /** The newest {@link RECENT}, newest first. */
  recent: SeenClick[]
}
