/** Rows as texts that are the same on every engine, so that they can be compared across engines. */
import { type RawBuilder, sql } from 'kysely'
import type { ColumnKind, KeySpan, MovedTable } from '../../ports.ts'

type Column = RawBuilder<unknown>

/** How an engine writes values as text; null stays null. */
export interface Spelling extends Record<Exclude<ColumnKind, 'integer'>, (column: Column) => Column> {
  /** Most of what there is are numbers, so they are written together: `{1,2,NULL}`. */
  integers(columns: Column[]): Column
}

/** Texts bear their length, so that no two rows have one text. */
export const measured = (column: Column) => sql`length(${column}) || ':' || ${column}`

/** A row's values, the numbers first; `-` where there is none. */
export function rowText({ columns }: MovedTable, spelling: Spelling): RawBuilder<string> {
  const integers = columns.filter(({ kind }) => kind === 'integer').map(({ name }) => sql.ref(name))
  const others = columns.flatMap(({ name, kind }) =>
    kind === 'integer' ? [] : [sql`coalesce(${spelling[kind](sql.ref(name))}, '-')`],
  )
  const numbers = integers.length > 0 ? [spelling.integers(integers)] : []
  return sql`concat_ws(' ', ${sql.join([...numbers, ...others])})`
}

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))

/** The rows of a span, in the order of their keys: everything behind `from`. */
export function ofSpan({ name, key }: MovedTable, { after, to }: KeySpan): RawBuilder<unknown> {
  const behind = after === null ? sql`true` : sql`(${list(key)}) > (${sql.join(after)})`
  const upTo = to === null ? sql`true` : sql`(${list(key)}) <= (${sql.join(to)})`
  return sql`${sql.table(name)} where ${behind} and ${upTo} order by ${list(key)}`
}
