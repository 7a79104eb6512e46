/** Writing many rows with few statements that are compiled once. */
import type { Compilable, CompiledQuery, Kysely } from 'kysely'

/** A statement of so many rows costs hardly more than one of 16. */
const LARGEST = 256

/**
 * Makes a writer of rows from a query over rows with these columns. The query is compiled once for each power of two up
 * to 256 rows; rows are then written in pieces of such sizes. They are given flat: one value after the other, in the
 * order of the columns. The query must have no other parameters.
 */
export function bulk<Column extends string, Out>(
  columns: readonly Column[],
  query: (rows: Record<Column, number>[]) => Compilable<Out>,
) {
  const width = columns.length
  const compiled = new Map<number, CompiledQuery<Out>>()

  function compile(rows: number): CompiledQuery<Out> {
    const found = compiled.get(rows)
    if (found) return found
    const row = Object.fromEntries(columns.map((column) => [column, 0])) as Record<Column, number>
    const fresh = query(new Array(rows).fill(row)).compile()
    compiled.set(rows, fresh)
    return fresh
  }

  return async function write<Schema>(db: Kysely<Schema>, flat: (number | string)[]): Promise<Out[]> {
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
