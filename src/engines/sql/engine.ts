/** What every SQL engine offers to the queries that are written once for all of them. */
import type { Compilable, Kysely, QueryExecutorProvider, RawBuilder, Transaction } from 'kysely'
import type { Bulk } from './bulk.ts'

/** Column types that engines spell differently. */
export interface ColumnTypes {
  /** A number that the engine counts up by itself, and that is the primary key. */
  serial: RawBuilder<unknown>
  /** 64-bit whole number. */
  integer: RawBuilder<unknown>
  bytes: RawBuilder<unknown>
  /** Text that is compared byte by byte. */
  text: RawBuilder<unknown>
  /** A moment as the library for accounts keeps it: text or a timestamp, never a number. */
  moment: RawBuilder<unknown>
  /** The moment in a column of milliseconds, as such. */
  momentOf(column: string): RawBuilder<unknown>
  /** Yes or no, as the library for accounts keeps it. */
  flag: RawBuilder<unknown>
  /** What ends the definition of a table that is kept in the order of its primary key. */
  clustered: RawBuilder<unknown>
  /** What begins the definition of a table that a crash may empty. */
  passing: RawBuilder<unknown>
  /** What ends the definition of a table that is kept in the order of its primary key, in parts by the month of a column where that helps. */
  byMonth(column: string): RawBuilder<unknown>
  /** Keeps everybody else from tables until the transaction ends. */
  lock(tx: QueryExecutorProvider, tables: readonly string[]): Promise<void>
  /** Looks how much is in tables that were filled at a stroke, so that they are read in the best way. */
  survey(tx: QueryExecutorProvider, tables: readonly string[]): Promise<void>
  /** Has the table of single clicks take those of a moment. */
  makeMonth(db: QueryExecutorProvider, at: number): Promise<void>
  /** Has the numbers that the engine gives to the rows of a table go on behind one, in a transaction. */
  countBehind(tx: QueryExecutorProvider, table: string, number: number): Promise<void>
}

/** Gives rows at once where the engine reads without waiting. It sees what is committed, never a transaction under way. */
export type PreparedQuery<Row> = (...parameters: (string | number)[]) => Row[] | Promise<Row[]>

export interface SqlEngine<Schema> {
  readonly db: Kysely<Schema>
  readonly types: ColumnTypes
  /** What the library for accounts calls this engine. */
  readonly kind: 'sqlite' | 'postgres'
  /** Whether there is a table of this name. */
  hasTable(name: string): Promise<boolean>
  /** Runs statements as one transaction; resolves when it is durable. What `run` throws undoes it all. */
  write<T>(run: (tx: Transaction<Schema>) => Promise<T>): Promise<T>
  /** The same for what may take longer than a request otherwise does. */
  writeAtLength<T>(run: (tx: Transaction<Schema>) => Promise<T>): Promise<T>
  /** Resolves when what was committed outside of `write` is durable too. */
  flushed(): Promise<void>
  /** Compiles a query on the way of every request, to be run with parameters in the order of those it was built with. */
  prepare<Row>(query: Compilable<Row>): PreparedQuery<Row>
  /** Compiles an insert of many rows. */
  readonly bulk: Bulk
  /** Runs reads that all see the same moment. */
  snapshot<T>(run: (db: Kysely<Schema>) => Promise<T>): Promise<T>
  /** Runs what changes tables, on a connection that gives way to whoever uses them. `run` may be run again. */
  upgrade<T>(run: (db: Kysely<Schema>) => Promise<T>): Promise<T>
  /** Tells other processes, when `tx` commits, that the link behind a slug changed; with null, that any may have. */
  announce(tx: Transaction<Schema>, slug: string | null): Promise<void>
  close(): Promise<void>
}

/** Thrown inside a transaction to undo it and to carry the reason out. */
export class Undo<Reason> extends Error {
  readonly reason: Reason

  constructor(reason: Reason) {
    super(`undone: ${String(reason)}`)
    this.reason = reason
  }
}

/** Runs a transaction that may be undone for a reason; the reason becomes its result. */
export async function writeOrUndo<Schema, T>(
  engine: SqlEngine<Schema>,
  run: (tx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  try {
    return await engine.write(run)
  } catch (error) {
    if (error instanceof Undo) return error.reason as T
    throw error
  }
}
