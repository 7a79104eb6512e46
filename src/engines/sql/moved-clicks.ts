/**
 * All that is known of clicks, as rows that no engine keeps in this form: what clicks are moved by between engines that
 * keep them each in its own way.
 */
import type { MovedTable } from '../../ports/moving.ts'
import { WORD_ORDER } from './words.ts'

export type Cell = number | string

const TEXTS = new Set<string>([...WORD_ORDER, 'value'])

const table = (name: string, key: string[], others: readonly string[]): MovedTable => ({
  name,
  columns: [...key, ...others].map((column) => ({
    name: column,
    kind: TEXTS.has(column) ? 'text' : 'integer',
  })),
  key,
})

/**
 * A key may be that of several rows: `values_by_day` has one for each value. Uniques of quarter hours and totals are
 * those whose visitors are no longer kept; `removals` tell before which quarter hour single clicks were removed.
 */
export const MOVED_CLICKS: readonly MovedTable[] = [
  table('single_clicks', ['link', 'at', 'n'], [...WORD_ORDER, 'bot', 'visitor']),
  table('quarter_hours', ['link', 'slot'], ['clicks', 'bots', 'uniques']),
  table('values_by_day', ['link', 'day'], ['dimension', 'value', 'clicks', 'bots']),
  table('totals', ['link'], ['clicks', 'bots', 'uniques']),
  table('visitors', ['day', 'link', 'visitor'], ['slot']),
  table('removals', ['link'], ['slot']),
]

const hex = (text: string) => Buffer.from(text).toString('hex')

/** A row as one text: numbers as they are, texts in hexadecimal, so that every engine sorts rows alike. */
export const textOf = (cells: Cell[]): string =>
  cells.map((cell) => (typeof cell === 'string' ? hex(cell) : cell)).join(' ')
