/** Sending many rows with few statements: each value is a parameter. */
import { type CompiledQuery, type Kysely, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import type { Bulk, Columns, FlatRows, Statement } from '../sql/bulk.ts'

/** A statement of so many rows costs hardly more than one of 16. */
const LARGEST = 256

function rowsOf(width: number, count: number) {
  const row = sql`(${sql.join(new Array(width).fill(0))})`
  return sql`values ${sql.join(new Array(count).fill(row))}`
}

/** The statement is compiled once for each power of two up to 256 rows; rows are then sent in pieces of such sizes. */
export const bulkByRow: Bulk = <Out>(
  columns: Columns,
  statement: (rows: RawBuilder<unknown>) => Statement<Out>,
) => {
  const width = Object.keys(columns).length
  const compiled = new Map<number, CompiledQuery<Out>>()

  function compile(db: QueryExecutorProvider, count: number): CompiledQuery<Out> {
    const found = compiled.get(count)
    if (found) return found
    const fresh = statement(rowsOf(width, count)).compile(db)
    compiled.set(count, fresh)
    return fresh
  }

  return async function send<Schema>(db: Kysely<Schema>, flat: FlatRows): Promise<Out[]> {
    const out: Out[] = []
    const rows = flat.length / width
    for (let at = 0, size = LARGEST; at < rows; at += size) {
      while (size > rows - at) size /= 2
      const parameters = flat.slice(at * width, (at + size) * width)
      const { rows: fresh } = await db.executeQuery<Out>({ ...compile(db, size), parameters })
      for (const row of fresh) out.push(row)
    }
    return out
  }
}
