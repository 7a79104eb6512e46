/** Where in SQL the rows stand that clicks are moved by, and how they are read. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { addTo } from '../../domain/report.ts'
import type { Key, KeySpan } from '../../ports/moving.ts'
import { clicksOf, LONGEST, type Run } from './click-runs.ts'
import { wordsOf } from './click-texts.ts'
import type { ClickDayValuesTable, ClicksSchema } from './clicks-schema.ts'
import { keyPages } from './key-pages.ts'
import type { Cell } from './moved-clicks.ts'
import { type LinkRange, openDays, openVisitors, peopleOfDay, peopleOfSlots } from './open-visitors.ts'
import { ofSpan } from './row-text.ts'
import { eachCount } from './value-blocks.ts'

type Db = Kysely<ClicksSchema>
type Row<Name extends string> = Record<Name, number>

/** Which table rows are read from, by which key of it, and which column holds many of them. */
export interface Kept {
  table: keyof ClicksSchema
  key: string[]
  packed: string | null
  /** How many rows come of it. */
  count(db: Db): Promise<number>
  cells(db: Db, span: KeySpan): Promise<Cell[][]>
}

async function countOf(db: Db, query: RawBuilder<{ rows: number }>): Promise<number> {
  return (await query.execute(db)).rows[0]?.rows ?? 0
}

const rowsOf = (table: string) => (db: Db) =>
  countOf(db, sql`select count(*) as rows from ${sql.table(table)}`)

/** Some columns of rows. */
async function columnsOf<Name extends string>(
  db: Db,
  columns: readonly Name[],
  rows: RawBuilder<unknown>,
): Promise<Row<Name>[]> {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const found = await sql<Row<Name>>`select ${names} from ${rows}`.execute(db)
  return found.rows
}

const keptClicks = (db: Db) =>
  countOf(db, sql`select cast(coalesce(sum(clicks - removed), 0) as bigint) as rows from click_slots`)

/** Keys of clicks, compared number by number. */
const isBehind = (click: readonly number[], key: Key) => {
  const at = click.findIndex((number, index) => number !== key[index])
  return at >= 0 && (click[at] as number) > Number(key[at])
}

/** The runs that may have clicks of a span. */
async function runsOfSpan(db: Db, { after, to }: KeySpan): Promise<Run[]> {
  const [fromLink, from] = after ?? [0, 0]
  const [toLink, last] = to ?? [Number.MAX_SAFE_INTEGER, 0]
  const end = Number(last) + LONGEST
  const { rows } = await sql<Run>`select * from click_runs
    where (link, last) >= (${fromLink}, ${from}) and (link, last) < (${toLink}, ${end})
      and (link, first) <= (${toLink}, ${last}) order by link, last, n`.execute(db)
  return rows
}

async function singleClicks(db: Db, span: KeySpan): Promise<Cell[][]> {
  const { after, to } = span
  const clicks = (await runsOfSpan(db, span)).flatMap(clicksOf).filter(({ link, at, n }) => {
    const key = [link, at, n]
    return (after === null || isBehind(key, after)) && (to === null || !isBehind(key, to))
  })
  const words = await wordsOf(db, new Set(clicks.flatMap(({ traits }) => traits.words)))
  const text = (id: number) => words.get(id)?.text ?? ''
  return clicks.map(({ link, at, n, traits }) => [
    link,
    at,
    n,
    ...traits.words.map(text),
    traits.bot ? 1 : 0,
    traits.visitor,
  ])
}

/** How many of those who are kept one by one there are on the links of rows, all open days together. */
async function openPeople<Key>(
  db: Db,
  rows: { link: number }[],
  peopleOf: (db: Db, day: number, links: LinkRange) => Promise<Map<Key, number>>,
): Promise<Map<Key, number>> {
  const people = new Map<Key, number>()
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return people
  for (const day of await openDays(db))
    for (const [key, count] of await peopleOf(db, day, { from: first.link, to: last.link }))
      addTo(people, key, count)
  return people
}

/** Those who are kept one by one are not in the counter too. */
async function quarterHours(db: Db, span: KeySpan): Promise<Cell[][]> {
  const columns = ['link', 'slot', 'clicks', 'bots', 'uniques'] as const
  const rows = await columnsOf(db, columns, ofSpan({ name: 'click_slots', key: ['link', 'slot'] }, span))
  const people = await openPeople(db, rows, peopleOfSlots)
  return rows.map(({ link, slot, clicks, bots, uniques }) => [
    link,
    slot,
    clicks,
    bots,
    uniques - (people.get(`${link} ${slot}`) ?? 0),
  ])
}

const DAY_VALUES = { name: 'click_day_values', key: ['link', 'day'] }

/** They are packed, so each row is looked into. */
async function keptValues(db: Db): Promise<number> {
  let count = 0
  for await (const page of keyPages<ClickDayValuesTable>(db, DAY_VALUES.name, ['link', 'day', 'block']))
    for (const { block, counts } of page) eachCount(block, counts, () => count++)
  return count
}

async function valuesByDay(db: Db, span: KeySpan): Promise<Cell[][]> {
  const { rows } = await sql<ClickDayValuesTable>`select * from ${ofSpan(DAY_VALUES, span)}`.execute(db)
  const values: { link: number; day: number; word: number; clicks: number; bots: number }[] = []
  for (const { link, day, block, counts } of rows)
    eachCount(block, counts, (word, clicks, bots) => values.push({ link, day, word, clicks, bots }))
  const words = await wordsOf(db, new Set(values.map(({ word }) => word)))
  return values.map(({ link, day, word, clicks, bots }) => {
    const { dimension = 0, text = '' } = words.get(word) ?? {}
    return [link, day, dimension, text, clicks, bots]
  })
}

async function totals(db: Db, span: KeySpan): Promise<Cell[][]> {
  const columns = ['link', 'clicks', 'bots', 'uniques'] as const
  const rows = await columnsOf(db, columns, ofSpan({ name: 'click_totals', key: ['link'] }, span))
  const people = await openPeople(db, rows, peopleOfDay)
  return rows.map(({ link, clicks, bots, uniques }) => [
    link,
    clicks,
    bots,
    uniques - (people.get(link) ?? 0),
  ])
}

const visitors = async (db: Db, span: KeySpan): Promise<Cell[][]> =>
  (await openVisitors(db, span)).map(({ day, link, visitor, slot }) => [day, link, visitor, slot])

const REMOVED = sql`removed > 0`

async function removals(db: Db, span: KeySpan): Promise<Cell[][]> {
  const slots = sql`(select link, slot, removed from ${ofSpan({ name: 'click_slots', key: ['link'] }, span)}) s`
  const { rows } = await sql<Row<'link' | 'slot'>>`
    select link, max(slot) + 1 as slot from ${slots} where ${REMOVED} group by link`.execute(db)
  return rows.map(({ link, slot }) => [link, slot])
}

const linksRemovedFrom = (db: Db) =>
  countOf(db, sql`select count(distinct link) as rows from click_slots where ${REMOVED}`)

/** Rows as they are, but for those that are packed. */
const plain = (table: keyof ClicksSchema, key: string[], cells: Kept['cells']): Kept => ({
  table,
  key,
  packed: null,
  count: rowsOf(table),
  cells,
})

/** By the names of `MOVED_CLICKS`. */
export const KEPT: Record<string, Kept> = {
  single_clicks: {
    table: 'click_runs',
    key: ['link', 'last', 'n'],
    packed: 'clicks',
    count: keptClicks,
    cells: singleClicks,
  },
  quarter_hours: plain('click_slots', ['link', 'slot'], quarterHours),
  values_by_day: {
    ...plain('click_day_values', ['link', 'day'], valuesByDay),
    packed: 'counts',
    count: keptValues,
  },
  totals: plain('click_totals', ['link'], totals),
  visitors: plain('click_visitors', ['day', 'link', 'visitor'], visitors),
  removals: { ...plain('click_slots', ['link'], removals), count: linksRemovedFrom },
}
