/** Reports: what is counted of a link's clicks. */
import type { Dimension } from './click.ts'

export interface LinkTotals {
  clicks: number
  bots: number
  uniques: number
}

export interface RecentClick {
  at: number
  referrer: string
  device: string
  browser: string
  os: string
  country: string
  bot: boolean
}

export interface ValueCount {
  value: string
  clicks: number
}

/** Statistics of one link over a period. */
export interface LinkReport {
  totals: LinkTotals
  /** Clicks of each day of the period, in its order. */
  timeline: number[]
  /** Most clicked first. */
  counts: Record<Dimension, ValueCount[]>
  recent: RecentClick[]
}
