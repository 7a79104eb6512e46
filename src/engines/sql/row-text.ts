/** Rows as texts that are the same on every engine, so that they can be compared across engines. */
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { ColumnKind, KeySpan, MovedTable } from '../../ports/moving.ts'

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

/** Whether a row is in a span of keys: behind one, up to and with another. */
export function behind(key: readonly string[], { after, to }: KeySpan, prefix = ''): RawBuilder<SqlBool> {
  const columns = sql.join(key.map((column) => sql.ref(`${prefix}${column}`)))
  const above = after === null ? sql`true` : sql`(${columns}) > (${sql.join(after)})`
  const upTo = to === null ? sql`true` : sql`(${columns}) <= (${sql.join(to)})`
  return sql`${above} and ${upTo}`
}

/** The rows of a span, in the order of their keys. */
export const ofSpan = ({ name, key }: Pick<MovedTable, 'name' | 'key'>, span: KeySpan): RawBuilder<unknown> =>
  sql`${sql.table(name)} where ${behind(key, span)} order by ${list(key)}`
