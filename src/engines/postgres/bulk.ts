/** Writing many rows with few statements: each column is one parameter, so that PostgreSQL reads a short statement. */
import { type Compilable, type Kysely, sql } from 'kysely'
import type { Bulk, Rows } from '../sql/bulk.ts'

/** Rows of one statement: larger ones take no less time for each row, and more memory. */
const AT_ONCE = 8_192

/** A column of flat rows, from one row to below another, as the text of an array. */
function arrayOf(flat: readonly number[], width: number, column: number, from: number, to: number): string {
  const values: number[] = []
  for (let at = from * width + column; at < to * width; at += width) values.push(flat[at] as number)
  return `{${values.join()}}`
}

/** The statement is compiled once. */
export const bulkByColumn: Bulk = <Out>(
  columns: readonly string[],
  query: (rows: Rows) => Compilable<Out>,
) => {
  const arrays = columns.map(() => sql`${'{}'}::bigint[]`)
  const compiled = query((insert) =>
    insert.columns(columns as never).expression(sql`select * from unnest(${sql.join(arrays)})`),
  ).compile()
  const width = columns.length

  return async function write<Schema>(db: Kysely<Schema>, flat: number[]): Promise<Out[]> {
    const out: Out[] = []
    const count = flat.length / width
    for (let from = 0; from < count; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, count)
      const parameters = columns.map((_, column) => arrayOf(flat, width, column, from, to))
      const { rows: fresh } = await db.executeQuery<Out>({ ...compiled, parameters })
      for (const row of fresh) out.push(row)
    }
    return out
  }
}
