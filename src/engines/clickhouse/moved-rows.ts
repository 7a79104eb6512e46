/** What is moved of clicks, as it stands in the tables of ClickHouse: how each row is read there, and written. */
import type { Key, KeySpan } from '../../ports/moving.ts'
import type { Cell } from '../sql/moved-clicks.ts'
import type { Block, Value } from './connection.ts'
import { CLICK, VISITOR } from './fold.ts'
import { KIND } from './tables.ts'
import { COUNTS } from './tally.ts'

export interface MovedView {
  table: string
  /** Which of the table's rows. */
  only: string
  /** The values of a row, in the order of the columns that are moved. */
  values: string[]
  /** The table's own columns that make the key. */
  key: string[]
  /** What rows that make one are put together by; null: each is one. */
  group: string[] | null
  /** A row of the table. Of a counter, what is to be added. */
  columns: Block['columns']
  row(cells: Cell[]): Value[]
  /** Which of the values are counted: they are put right by adding what is missing, or less. Of none a row is replaced. */
  counted: number[]
}

const plain = (table: string, columns: readonly string[], key: string[]): MovedView => ({
  table,
  only: '1',
  values: [...columns],
  key,
  group: null,
  columns,
  row: (cells) => cells,
  counted: [],
})

const SUMS = ['sum(clicks)', 'sum(bots)', 'sum(uniques)']

/** Counters of a kind. */
const counters = (
  only: string,
  view: Pick<MovedView, 'values' | 'key' | 'group' | 'row' | 'counted'>,
): MovedView => ({ table: 'counts', only, columns: COUNTS, ...view })

/** By their names as moved tables. */
export const VIEWS: Record<string, MovedView> = {
  single_clicks: plain('clicks', CLICK, ['link', 'at', 'n']),
  quarter_hours: counters(`kind = ${KIND.slot}`, {
    values: ['link', 'at', ...SUMS],
    key: ['link', 'at'],
    group: ['link', 'at'],
    row: ([link, slot, clicks, bots, uniques]) =>
      [KIND.slot, link, slot, '', clicks, bots, uniques] as Value[],
    counted: [2, 3, 4],
  }),
  values_by_day: counters(`kind > ${KIND.values}`, {
    values: ['link', 'at', `kind - ${KIND.values}`, 'value', 'sum(clicks)', 'sum(bots)'],
    key: ['link', 'at'],
    group: ['kind', 'link', 'at', 'value'],
    row: ([link, day, dimension, value, clicks, bots]) =>
      [KIND.values + Number(dimension), link, day, value, clicks, bots, 0] as Value[],
    counted: [4, 5],
  }),
  totals: counters(`kind = ${KIND.total}`, {
    values: ['link', ...SUMS],
    key: ['link'],
    group: ['link'],
    row: ([link, clicks, bots, uniques]) => [KIND.total, link, 0, '', clicks, bots, uniques] as Value[],
    counted: [1, 2, 3],
  }),
  visitors: {
    ...plain('visitors', VISITOR, ['day', 'link', 'visitor']),
    values: ['day', 'link', 'visitor', 'min(slot)'],
    group: ['day', 'link', 'visitor'],
  },
  removals: {
    ...plain('removals', ['link', 'slot'], ['link']),
    values: ['link', 'max(slot)'],
    group: ['link'],
  },
}

const list = (values: Key) => values.map(Number).join(', ')

/** Bounds that ClickHouse finds in its index: what both ends of a span have in common, and what comes first in which they differ. */
function bounds(key: string[], { after, to }: KeySpan): string[] {
  const found: string[] = []
  for (const [at, column] of key.entries()) {
    const [low, high] = [after?.[at], to?.[at]]
    if (low !== undefined) found.push(`${column} >= ${Number(low)}`)
    if (high !== undefined) found.push(`${column} <= ${Number(high)}`)
    if (low === undefined || low !== high) break
  }
  return found
}

/** The rows of a span, each as `c0`, `c1` and so on, with how often it is there. */
export function viewOf({ table, only, values, key, group, counted }: MovedView, span: KeySpan): string {
  const names = `(${key.join(', ')})`
  const where = [
    only,
    ...bounds(key, span),
    ...(span.after ? [`${names} > (${list(span.after)})`] : []),
    ...(span.to ? [`${names} <= (${list(span.to)})`] : []),
  ]
  const columns = values.map((value, at) => `${value} as c${at}`)
  const having = counted.length > 0 ? ` having ${counted.map((at) => `c${at} <> 0`).join(' or ')}` : ''
  const copies = group === null ? 'count()' : '1'
  return `select ${columns.join(', ')}, ${copies} as copies from ${table} where ${where.join(' and ')}
    group by ${(group ?? values).join(', ')}${having}`
}
