/** Queries on the way of every request, compiled once instead of each time. */
import type { Compilable, Kysely } from 'kysely'

/** Makes a function that runs a query with other parameters than those it was built with, in their order. */
export function prepared<Schema, Row>(db: Kysely<Schema>, query: Compilable<Row>) {
  const compiled = query.compile()
  return async (...parameters: (string | number)[]): Promise<Row[]> =>
    (await db.executeQuery<Row>({ ...compiled, parameters })).rows
}

/** Makes a function that runs a statement in the transaction it is given. How many rows were touched. */
export function preparedWrite(statement: Compilable) {
  const compiled = statement.compile()
  return async <Schema>(tx: Kysely<Schema>, ...parameters: (string | number | null)[]): Promise<number> =>
    Number((await tx.executeQuery({ ...compiled, parameters })).numAffectedRows ?? 0)
}
