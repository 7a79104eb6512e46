/** Writing many rows with few statements that are compiled once. */
import type { Compilable, InsertQueryBuilder, Kysely } from 'kysely'

/** Gives an insert its rows. */
export type Rows = <Schema, Table extends keyof Schema, Result>(
  insert: InsertQueryBuilder<Schema, Table, Result>,
) => InsertQueryBuilder<Schema, Table, Result>

/**
 * Makes a writer of rows of whole numbers from an insert into these columns, which must have no other parameters. Rows are
 * given flat: one value after the other, in the order of the columns. They are written in their order.
 */
export type Bulk = <Out>(
  columns: readonly string[],
  query: (rows: Rows) => Compilable<Out>,
) => <Schema>(db: Kysely<Schema>, flat: number[]) => Promise<Out[]>
