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
  /** The newest 50, newest first. */
  recent: SeenClick[]
}
