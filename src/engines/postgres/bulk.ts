/** Sending many rows with few statements: each column is one parameter, so that PostgreSQL reads a short statement. */
import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Bulk, Columns, FlatRows, Statement } from '../sql/bulk.ts'

/** Rows of one statement: larger ones take no less time for each row, and more memory. */
const AT_ONCE = 8_192

const ARRAYS = { integer: sql`${'{}'}::bigint[]`, bytes: sql`${'{}'}::bytea[]` }

const textOf = (value: number | Uint8Array | undefined) =>
  value instanceof Uint8Array ? `"\\\\x${value.toHex()}"` : String(value)

/** A column of flat rows, from one row to below another, as the text of an array. */
function arrayOf(flat: FlatRows, width: number, column: number, from: number, to: number): string {
  const values: string[] = []
  for (let at = from * width + column; at < to * width; at += width) values.push(textOf(flat[at]))
  return `{${values.join()}}`
}

/** The statement is compiled once. */
export const bulkByColumn: Bulk = <Out>(
  columns: Columns,
  statement: (rows: RawBuilder<unknown>) => Statement<Out>,
) => {
  const kinds = Object.values(columns)
  const arrays = sql.join(kinds.map((kind) => ARRAYS[kind]))
  const width = kinds.length
  let compiled: CompiledQuery<Out> | null = null

  return async function send<Schema>(db: Kysely<Schema>, flat: FlatRows): Promise<Out[]> {
    compiled ??= statement(sql`select * from unnest(${arrays})`).compile(db)
    const out: Out[] = []
    const count = flat.length / width
    for (let from = 0; from < count; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, count)
      const parameters = kinds.map((_, column) => arrayOf(flat, width, column, from, to))
      const { rows: fresh } = await db.executeQuery<Out>({ ...compiled, parameters })
      for (const row of fresh) out.push(row)
    }
    return out
  }
}
