/** PostgreSQL as what rows are moved to. */
import { type Kysely, sql } from 'kysely'
import type { ColumnKind, MoveDestination, MovedRow, MovedTable } from '../../ports/moving.ts'
import { measured, ofSpan, rowText, type Spelling } from '../sql/row-text.ts'

const KINDS: Record<string, ColumnKind> = {
  bigint: 'integer',
  integer: 'integer',
  text: 'text',
  'timestamp with time zone': 'moment',
  boolean: 'flag',
  bytea: 'bytes',
}

const spelling: Spelling = {
  integers: (columns) => sql`array[${sql.join(columns)}]::text`,
  text: measured,
  moment: (column) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  flag: (column) => sql`${column}::int::text`,
  bytes: (column) => sql`encode(${column}, 'hex')`,
}

const UNIQUE_VIOLATION = '23505'

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))
const array = (rows: MovedRow[]) => `[${rows.map(({ json }) => json).join(',')}]`

/** Rows sent as JSON, in the types of a table's columns. */
const sent = (table: string, rows: MovedRow[]) =>
  sql`json_populate_recordset(null::${sql.table(table)}, ${array(rows)}::json) as sent`

async function remove<Schema>(
  tx: Kysely<Schema>,
  table: string,
  columns: readonly string[],
  rows: MovedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const alike = columns.map((column) => sql`${sql.ref(`${table}.${column}`)} = ${sql.ref(`sent.${column}`)}`)
  await sql`delete from ${sql.table(table)} using ${sent(table, rows)} where ${sql.join(alike, sql` and `)}`.execute(
    tx,
  )
}

async function add<Schema>(
  tx: Kysely<Schema>,
  { name, columns }: MovedTable,
  rows: MovedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const names = list(columns.map((column) => column.name))
  await sql`insert into ${sql.table(name)} (${names}) select ${names} from ${sent(name, rows)}`.execute(tx)
}

/** The sets of columns that no two rows of a table have in common. */
async function uniqueSets<Schema>(db: Kysely<Schema>, table: string): Promise<string[][]> {
  const { rows } = await sql<{ columns: string[] }>`
    select json_agg(a.attname) as columns from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = to_regclass(${table}) and i.indisunique and i.indpred is null
    group by i.indexrelid`.execute(db)
  return rows.map((row) => row.columns)
}

/** Writes into one connection, or the one that a pool has. */
export function postgresMoveDestination<Schema>(db: Kysely<Schema>): MoveDestination {
  async function replace(table: MovedTable, gone: MovedRow[], fresh: MovedRow[], inTheWay: string[][]) {
    await db.transaction().execute(async (tx) => {
      await remove(tx, table.name, table.key, gone)
      for (const columns of inTheWay) await remove(tx, table.name, columns, fresh)
      await add(tx, table, fresh)
    })
  }

  return {
    async kinds(table) {
      const { rows } = await sql<{ name: string; type: string }>`
        select column_name as name, data_type as type from information_schema.columns
        where table_schema = current_schema() and table_name = ${table}`.execute(db)
      return new Map(
        rows.flatMap(({ name, type }) => {
          const kind = KINDS[type]
          return kind ? [[name, kind] as const] : []
        }),
      )
    },

    async count(table) {
      const { rows } = await sql<{ rows: string }>`select count(*) as rows from ${sql.table(table)}`.execute(
        db,
      )
      return Number(rows[0]?.rows)
    },

    async fingerprint(table, span) {
      const texts = sql`select ${rowText(table, spelling)} as text from ${ofSpan(table, span)}`
      const { rows } = await sql<{ rows: string; digest: string }>`
        select count(*) as rows,
          encode(sha256(convert_to(coalesce(string_agg(text, chr(10)), ''), 'UTF8')), 'hex') as digest
        from (${texts}) as texts`.execute(db)
      return { rows: Number(rows[0]?.rows), digest: rows[0]?.digest ?? '' }
    },

    async rows(table, span) {
      const key = table.key.map((column) => sql`${sql.lit(column)}, ${sql.ref(column)}`)
      const { rows } = await sql<MovedRow>`
        select ${rowText(table, spelling)} as text, json_build_object(${sql.join(key)})::text as json
        from ${ofSpan(table, span)}`.execute(db)
      return rows
    },

    /** A row stands in the way where it has, from before, the slug or the address that another has now; that is rare. */
    replace: (table, gone, fresh) =>
      replace(table, gone, fresh, []).catch(async (error) => {
        if (error.code !== UNIQUE_VIOLATION) throw error
        await replace(table, gone, fresh, await uniqueSets(db, table.name))
      }),
  }
}
