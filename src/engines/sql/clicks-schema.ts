/** The tables of clicks, as Kysely knows them. */
import type { Generated } from 'kysely'
import type { Run } from './click-runs.ts'
import type { ValueBlock } from './value-blocks.ts'

/** Values that clicks have, each written once: hosts of referrers, names of browsers and so on. */
export interface WordsTable {
  id: Generated<number>
  dimension: number
  text: string
}

/** Clicks of a link in a quarter hour. `removed` of them are counted but no longer kept one by one. */
export interface ClickSlotsTable {
  link: number
  slot: number
  clicks: number
  bots: number
  uniques: number
  removed: Generated<number>
}

/** Clicks of a link on a UTC day by value. */
export interface ClickDayValuesTable extends ValueBlock {
  counts: Uint8Array
}

export interface ClickTotalsTable {
  link: number
  clicks: number
  bots: number
  uniques: number
}

/** Who was seen on which link on a day: what makes uniques exact. Forgotten with the day's salt. */
export interface ClickVisitorsTable {
  day: number
  link: number
  visitor: number
}

export interface VisitorSaltsTable {
  day: number
  /** Hexadecimal. */
  salt: string
}

export interface FoldedPartsTable {
  number: Generated<number>
  id: string
  clicks: number
  folded_at: number
}

/** Clicks and what is counted from them. */
export interface ClicksSchema {
  words: WordsTable
  /** Single clicks. */
  click_runs: Run
  click_slots: ClickSlotsTable
  click_day_values: ClickDayValuesTable
  click_totals: ClickTotalsTable
  click_visitors: ClickVisitorsTable
  visitor_salts: VisitorSaltsTable
  folded_parts: FoldedPartsTable
}
