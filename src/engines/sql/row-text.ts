/** Rows as texts that are the same on every engine, so that they can be compared across engines. */
import { type RawBuilder, sql } from 'kysely'
import type { ColumnKind, KeySpan, MovedTable } from '../../ports.ts'

/** How an engine writes a value of each kind as text; null stays null. */
export type Spelling = Record<ColumnKind, (column: RawBuilder<unknown>) => RawBuilder<unknown>>

/** Texts bear their length, so that no two rows have one text. */
export const measured = (column: RawBuilder<unknown>) => sql`length(${column}) || ':' || ${column}`

/** A row's values, one behind the other; `-` where there is none. */
export function rowText({ columns }: MovedTable, spelling: Spelling): RawBuilder<string> {
  const values = columns.map(({ name, kind }) => sql`coalesce(${spelling[kind](sql.ref(name))}, '-')`)
  return sql`concat_ws(' ', ${sql.join(values)})`
}

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))

/** The rows of a span, in the order of their keys: everything behind `from`. */
export function ofSpan({ name, key }: MovedTable, { after, to }: KeySpan): RawBuilder<unknown> {
  const behind = after === null ? sql`true` : sql`(${list(key)}) > (${sql.join(after)})`
  const upTo = to === null ? sql`true` : sql`(${list(key)}) <= (${sql.join(to)})`
  return sql`${sql.table(name)} where ${behind} and ${upTo} order by ${list(key)}`
}
