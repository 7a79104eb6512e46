/** Clicks that an SQL engine keeps, as what is moved to an engine that keeps them in its own way. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Key, KeySpan, MovedTable, MoveSource } from '../../ports.ts'
import { wordsOf } from './click-rows.ts'
import { CLICK } from './fold.ts'
import { type Cell, MOVED_CLICKS, textOf } from './moved-clicks.ts'
import { openDays, openVisitors, peopleOfDay, peopleOfSlots } from './open-visitors.ts'
import { ofSpan } from './row-text.ts'
import type { ClicksSchema } from './schema.ts'
import { WORD_ORDER } from './words.ts'

type Db = Kysely<ClicksSchema>
type Row<Name extends string> = Record<Name, number>

/** Rows of a piece: an insert of fewer costs as much. */
const AT_ONCE = 50_000

/** Which table rows are read from, and by which key of it. */
interface Kept {
  table: keyof ClicksSchema
  key: string[]
  cells(db: Db, span: KeySpan): Promise<Cell[][]>
}

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

async function singleClicks(db: Db, span: KeySpan): Promise<Cell[][]> {
  const rows = await columnsOf(db, CLICK, ofSpan({ name: 'clicks', key: ['link', 'at', 'n'] }, span))
  const words = await wordsOf(db, new Set(rows.flatMap((row) => WORD_ORDER.map((name) => row[name]))))
  const text = (id: number) => words.get(id)?.text ?? ''
  return rows.map((row) => [
    row.link,
    row.at,
    row.n,
    ...WORD_ORDER.map((name) => text(row[name])),
    row.bot,
    row.visitor,
  ])
}

/** Those who are kept one by one are not in the counter too. */
async function quarterHours(db: Db, span: KeySpan): Promise<Cell[][]> {
  const columns = ['link', 'slot', 'clicks', 'bots', 'uniques'] as const
  const rows = await columnsOf(db, columns, ofSpan({ name: 'click_slots', key: ['link', 'slot'] }, span))
  const links = { from: rows[0]?.link ?? 0, to: rows.at(-1)?.link ?? -1 }
  const people = new Map<string, number>()
  if (rows.length > 0)
    for (const day of await openDays(db))
      for (const [name, count] of await peopleOfSlots(db, day, links))
        people.set(name, (people.get(name) ?? 0) + count)
  return rows.map(({ link, slot, clicks, bots, uniques }) => [
    link,
    slot,
    clicks,
    bots,
    uniques - (people.get(`${link} ${slot}`) ?? 0),
  ])
}

async function valuesByDay(db: Db, span: KeySpan): Promise<Cell[][]> {
  const columns = ['link', 'day', 'word', 'clicks', 'bots'] as const
  const rows = await columnsOf(db, columns, ofSpan({ name: 'click_values', key: ['link', 'day'] }, span))
  const words = await wordsOf(db, new Set(rows.map(({ word }) => word)))
  return rows.map(({ link, day, word, clicks, bots }) => {
    const { dimension = 0, text = '' } = words.get(word) ?? {}
    return [link, day, dimension, text, clicks, bots]
  })
}

async function totals(db: Db, span: KeySpan): Promise<Cell[][]> {
  const columns = ['link', 'clicks', 'bots', 'uniques'] as const
  const rows = await columnsOf(db, columns, ofSpan({ name: 'click_totals', key: ['link'] }, span))
  const links = { from: rows[0]?.link ?? 0, to: rows.at(-1)?.link ?? -1 }
  const people = new Map<number, number>()
  for (const day of await openDays(db))
    for (const [link, count] of await peopleOfDay(db, day, links))
      people.set(link, (people.get(link) ?? 0) + count)
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

const KEPT: Record<string, Kept> = {
  single_clicks: { table: 'clicks', key: ['link', 'at', 'n'], cells: singleClicks },
  quarter_hours: { table: 'click_slots', key: ['link', 'slot'], cells: quarterHours },
  values_by_day: { table: 'click_values', key: ['link', 'day'], cells: valuesByDay },
  totals: { table: 'click_totals', key: ['link'], cells: totals },
  visitors: { table: 'click_visitors', key: ['day', 'link', 'visitor'], cells: visitors },
  removals: { table: 'click_slots', key: ['link'], cells: removals },
}

const jsonOf = ({ columns }: MovedTable, cells: Cell[]) =>
  JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, cells[at]])))

/** The rows of clicks in an SQL database. Each call reads what is there at its moment, unless the handle is of a transaction. */
export function sqlClicksSource(db: Db): MoveSource {
  const kept = (table: string) => KEPT[table] as Kept

  return {
    tables: async () =>
      MOVED_CLICKS.map(({ name, columns, key }) => ({
        name,
        columns: columns.map((column) => column.name),
        key,
      })),

    async count(name) {
      const { table } = kept(name)
      const what = name === 'removals' ? sql`count(distinct link)` : sql`count(*)`
      const which = name === 'removals' ? REMOVED : sql`true`
      const { rows } = await sql<{ rows: number }>`
        select ${what} as rows from ${sql.table(table)} where ${which}`.execute(db)
      return rows[0]?.rows ?? 0
    },

    highest: async () => 0,

    async endAfter({ name }, after) {
      const { table, key } = kept(name)
      const columns = sql.join(key.map((column) => sql.ref(column)))
      const { rows } = await sql<Record<string, number>>`
        select ${columns} from ${ofSpan({ name: table, key }, { after, to: null })}
        limit 1 offset ${sql.lit(AT_ONCE - 1)}`.execute(db)
      const [row] = rows
      return row ? (key.map((column) => row[column]) as Key) : null
    },

    async fingerprint({ name }, span) {
      const texts = (await kept(name).cells(db, span)).map(textOf).sort()
      const digest = new Bun.CryptoHasher('sha256').update(texts.join('\n')).digest('hex')
      return { rows: texts.length, digest }
    },

    async rows(table, span) {
      const rows = await kept(table.name).cells(db, span)
      return rows.map((cells) => ({ text: textOf(cells), json: jsonOf(table, cells) }))
    },
  }
}

/** Forgets what was moved. What is settled here stays: links' totals, salts, and which parts of the spool were folded. */
export async function forgetMovedClicks(tx: Db): Promise<void> {
  for (const table of ['clicks', 'click_slots', 'click_values', 'click_visitors', 'words'] as const)
    await tx.deleteFrom(table).execute()
}
