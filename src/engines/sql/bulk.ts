/** Writing many rows with few statements that are compiled once. */
import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely'

const LARGEST = 256

/**
 * Makes a writer of rows from a query over them. The query is compiled once for each power of two up to 256 rows;
 * rows are then written in pieces of such sizes. The columns of every row have to be in the same order as the
 * query's parameters, and the query must have no others.
 */
export function bulk<Row extends Record<string, string | number>, Out>(
  query: (rows: Row[]) => Compilable<Out>,
) {
  const compiled = new Map<number, CompiledQuery<Out>>()

  function compile(rows: Row[]): CompiledQuery<Out> {
    const found = compiled.get(rows.length)
    if (found) return found
    const fresh = query(rows).compile()
    compiled.set(rows.length, fresh)
    return fresh
  }

  const parametersOf = (rows: Row[]) => rows.flatMap((row) => Object.values(row))

  return async function write<Schema>(db: Kysely<Schema>, rows: Row[]): Promise<Out[]> {
    const out: Out[] = []
    for (let at = 0, size = LARGEST; at < rows.length; ) {
      while (size > rows.length - at) size /= 2
      const piece = rows.slice(at, at + size)
      const result: QueryResult<Out> = await db.executeQuery({
        ...compile(piece),
        parameters: parametersOf(piece),
      })
      for (const row of result.rows) out.push(row)
      at += size
    }
    return out
  }
}
