/** Questions about many rows by their numbers, in pieces that every engine takes. */
import { type RawBuilder, type SqlBool, sql } from 'kysely'

const AT_ONCE = 5_000

/** A list in pieces of at most so many. */
export function chunksOf<T>(list: T[], size = AT_ONCE): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size))
  return chunks
}

/** So many numbers are parameters, which makes statements that are alike; more are cheaper written into the statement. */
const MOST_PARAMETERS = 100

/** Whether a column is one of some numbers. */
export function isAmong(column: string, numbers: number[]): RawBuilder<SqlBool> {
  if (numbers.length <= MOST_PARAMETERS) return sql`${sql.ref(column)} in (${sql.join(numbers)})`
  if (!numbers.every(Number.isSafeInteger)) throw new TypeError('only whole numbers can be looked for')
  return sql`${sql.ref(column)} in (${sql.raw(numbers.join(','))})`
}
