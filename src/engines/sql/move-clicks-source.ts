/** Clicks that an SQL engine keeps, as what is moved to an engine that keeps them in its own way. */
import { type Kysely, sql } from 'kysely'
import type { Key, MovedTable, MoveSource } from '../../ports/moving.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import { KEPT, type Kept } from './kept-clicks.ts'
import { type Cell, MOVED_CLICKS, textOf } from './moved-clicks.ts'
import { ofSpan } from './row-text.ts'

type Db = Kysely<ClicksSchema>

/** Rows of a piece: an insert of fewer costs as much. */
const AT_ONCE = 50_000
/** Bytes of a piece of rows that hold many: some 100,000 of what they hold. */
const BYTES_AT_ONCE = 400_000

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

    count: (name) => kept(name).count(db),

    highest: async () => 0,

    async endAfter({ name }, after) {
      const { table, key, packed } = kept(name)
      const size = packed === null ? sql`0` : sql`length(${sql.ref(packed)})`
      const columns = sql.join(key.map((column) => sql.ref(column)))
      const { rows } = await sql<Record<string, number> & { size: number }>`
        select ${columns}, ${size} as size from ${ofSpan({ name: table, key }, { after, to: null })}
        limit ${sql.lit(AT_ONCE)}`.execute(db)
      let bytes = 0
      const isFull = (row: { size: number }) => {
        bytes += row.size
        return bytes > BYTES_AT_ONCE
      }
      const last = rows.find(isFull) ?? rows[AT_ONCE - 1]
      return last ? (key.map((column) => last[column]) as Key) : null
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
  for (const table of ['click_runs', 'click_slots', 'click_day_values', 'click_visitors', 'words'] as const)
    await tx.deleteFrom(table).execute()
}
