/** Writing many rows with few statements: each value is a parameter. */
import type { Compilable, CompiledQuery, Kysely } from 'kysely'
import type { Bulk, Rows } from '../sql/bulk.ts'

/** A statement of so many rows costs hardly more than one of 16. */
const LARGEST = 256

const rowsOf =
  (columns: readonly string[], count: number): Rows =>
  (insert) => {
    const row = Object.fromEntries(columns.map((column) => [column, 0]))
    return insert.values(new Array(count).fill(row))
  }

/** The query is compiled once for each power of two up to 256 rows; rows are then written in pieces of such sizes. */
export const bulkByRow: Bulk = <Out>(columns: readonly string[], query: (rows: Rows) => Compilable<Out>) => {
  const width = columns.length
  const compiled = new Map<number, CompiledQuery<Out>>()

  function compile(count: number): CompiledQuery<Out> {
    const found = compiled.get(count)
    if (found) return found
    const fresh = query(rowsOf(columns, count)).compile()
    compiled.set(count, fresh)
    return fresh
  }

  return async function write<Schema>(db: Kysely<Schema>, flat: number[]): Promise<Out[]> {
    const out: Out[] = []
    const rows = flat.length / width
    for (let at = 0, size = LARGEST; at < rows; at += size) {
      while (size > rows - at) size /= 2
      const parameters = flat.slice(at * width, (at + size) * width)
      const { rows: fresh } = await db.executeQuery<Out>({ ...compile(size), parameters })
      for (const row of fresh) out.push(row)
    }
    return out
  }
}
