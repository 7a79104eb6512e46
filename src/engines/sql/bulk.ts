/** Sending many rows with few statements that are compiled once. */
import type { CompiledQuery, InsertQueryBuilder, Kysely, QueryExecutorProvider, RawBuilder } from 'kysely'

/** Columns in their order, and what each holds. */
export type Columns = Readonly<Record<string, 'integer' | 'bytes'>>

/** Rows, flat: one value after the other, in the order of their columns. */
export type FlatRows = (number | Uint8Array)[]

/** What becomes a statement: a query that was built, or SQL. */
export interface Statement<Out> {
  compile(db: QueryExecutorProvider): CompiledQuery<Out>
}

/**
 * Makes a sender of rows from a statement, which must have no other parameters. The rows stand in it as a query: behind
 * `insert into …`, or as a table of `with`. They are sent in their order, in pieces; gives what the statements return.
 */
export type Bulk = <Out>(
  columns: Columns,
  statement: (rows: RawBuilder<unknown>) => Statement<Out>,
) => <Schema>(db: Kysely<Schema>, flat: FlatRows) => Promise<Out[]>

/** Gives an insert rows with these columns. */
export const withRows = <Schema, Table extends keyof Schema, Out>(
  insert: InsertQueryBuilder<Schema, Table, Out>,
  columns: Columns,
  rows: RawBuilder<unknown>,
) => insert.columns(Object.keys(columns) as never).expression(rows)
