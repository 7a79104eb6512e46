/** SQLite as what rows are moved from: the files of links and of clicks, as one. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Key, MovedTable, MoveSource } from '../../ports/moving.ts'
import { measured, ofSpan, rowText, type Spelling } from '../sql/row-text.ts'

/** Rows of a piece: enough that asking costs little beside them, few enough that they fit in memory many times. */
const AT_ONCE = 5_000

const spelling: Spelling = {
  integers: (columns) =>
    sql`'{' || concat_ws(',', ${sql.join(columns.map((column) => sql`coalesce(${column}, 'NULL')`))}) || '}'`,
  text: measured,
  // What is no moment stays as it is, and PostgreSQL refuses it.
  moment: (column) => sql`coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', ${column}), ${column})`,
  flag: (column) => column,
  bytes: (column) => sql`lower(hex(${column}))`,
}

type Db = Kysely<unknown>

const KEPT_FOR_MIGRATIONS = /_migrations(_lock)?$/

async function tablesOf(db: Db) {
  const { rows } = await sql<{ name: string; columns: string; key: string }>`
    select t.name, json_group_array(c.name) as columns,
      (select json_group_array(name) from (select name from pragma_table_info(t.name) where pk > 0 order by pk)) as key
    from sqlite_schema t, pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' group by t.name`.execute(db)
  return rows
    .filter(({ name }) => !KEPT_FOR_MIGRATIONS.test(name))
    .map(({ name, columns, key }) => ({
      name,
      columns: JSON.parse(columns) as string[],
      key: JSON.parse(key) as string[],
    }))
}

/** What PostgreSQL reads as a value of a kind. */
function jsonValue({ name, kind }: MovedTable['columns'][number]): RawBuilder<unknown> {
  const column = sql.ref(name)
  if (kind === 'moment') return spelling.moment(column)
  return kind === 'bytes' ? sql`'\\x' || hex(${column})` : column
}

function rowJson({ columns }: MovedTable): RawBuilder<string> {
  const members = columns.map((column) => sql`${sql.lit(column.name)}, ${jsonValue(column)}`)
  return sql`json_object(${sql.join(members)})`
}

/** The rows of several SQLite files. Each call reads what is there at its moment, unless the handles are of transactions. */
export async function sqliteMoveSource(dbs: readonly Db[]): Promise<MoveSource> {
  const home = new Map<string, Db>()
  const tables: Awaited<ReturnType<typeof tablesOf>> = []
  for (const db of dbs)
    for (const table of await tablesOf(db)) {
      home.set(table.name, db)
      tables.push(table)
    }

  async function ask<Row>(table: string, query: RawBuilder<Row>): Promise<Row[]> {
    return (await query.execute(home.get(table) as Db)).rows
  }

  return {
    tables: async () => tables,

    async count(table) {
      const [row] = await ask(table, sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`)
      return row?.rows ?? 0
    },

    async highest(table) {
      if (!home.has(table)) return 0
      const [row] = await ask(
        table,
        sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`,
      )
      return row?.seq ?? 0
    },

    async endAfter(table, after) {
      const key = sql.join(table.key.map((column) => sql.ref(column)))
      const last = sql<Record<string, number | string>>`
        select ${key} from ${ofSpan(table, { after, to: null })} limit 1 offset ${sql.lit(AT_ONCE - 1)}`
      const [row] = await ask(table.name, last)
      return row ? (table.key.map((column) => row[column]) as Key) : null
    },

    async fingerprint(table, span) {
      const texts = sql`select ${rowText(table, spelling)} as text from ${ofSpan(table, span)}`
      const [row] = await ask(
        table.name,
        sql<{ rows: number; bytes: Uint8Array | null }>`
          select count(*) as rows, cast(group_concat(text, char(10)) as blob) as bytes from (${texts})`,
      )
      const digest = new Bun.CryptoHasher('sha256').update(row?.bytes ?? '').digest('hex')
      return { rows: row?.rows ?? 0, digest }
    },

    rows: (table, span) =>
      ask(
        table.name,
        sql`select ${rowText(table, spelling)} as text, ${rowJson(table)} as json from ${ofSpan(table, span)}`,
      ),
  }
}
