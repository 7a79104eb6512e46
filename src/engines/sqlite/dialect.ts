/** Kysely on `bun:sqlite`. */
import type { Database, SQLQueryBindings } from 'bun:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely'

/** SQLite undoes schema changes with the rest of a transaction, so a migration runs whole or not at all. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** How long a transaction may wait for those of other processes, in milliseconds, and how often it looks. */
const PATIENCE = 10_000
const LOOK_EVERY = 1

const isBusy = (error: unknown) => (error as { code?: string }).code === 'SQLITE_BUSY'

/** Waits for other processes' transactions off the event loop: SQLite itself would sleep, and every redirect with it. */
class PatientConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection

  constructor(connection: DatabaseConnection) {
    this.#connection = connection
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return this.#connection.executeQuery(query)
    } catch (error) {
      return isBusy(error) ? this.#insist(query) : Promise.reject(error)
    }
  }

  async #insist<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    for (let left = PATIENCE / LOOK_EVERY; ; left--) {
      await new Promise((done) => setTimeout(done, LOOK_EVERY))
      try {
        return await this.#connection.executeQuery(query)
      } catch (error) {
        if (left <= 0 || !isBusy(error)) throw error
      }
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize?: number) {
    return this.#connection.streamQuery<Row>(query, chunkSize)
  }
}

/** The driver's one connection, made patient. */
function patient(driver: Driver): Driver {
  const acquire = driver.acquireConnection.bind(driver)
  let connection: PatientConnection | null = null
  driver.acquireConnection = async () => {
    const acquired = await acquire()
    connection ??= new PatientConnection(acquired)
    return connection
  }
  return driver
}

class BunSqliteDialect extends SqliteDialect {
  override createDriver(): Driver {
    return patient(super.createDriver())
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

const values = (parameters: ReadonlyArray<unknown>) => parameters as SQLQueryBindings[]

function statement(db: Database, sql: string): SqliteStatement {
  const prepared = db.query(sql)
  return {
    reader: prepared.columnNames.length > 0,
    all: (parameters) => prepared.all(...values(parameters)),
    run: (parameters) => prepared.run(...values(parameters)),
    iterate: (parameters) => prepared.iterate(...values(parameters)),
  }
}

/** A statement that is not kept: for texts that never come twice, such as lists of thousands of numbers. */
function passingStatement(db: Database, sql: string): SqliteStatement {
  const prepared = db.prepare(sql)
  const once = <T>(act: () => T): T => {
    try {
      return act()
    } finally {
      prepared.finalize()
    }
  }
  return {
    reader: prepared.columnNames.length > 0,
    all: (parameters) => once(() => prepared.all(...values(parameters))),
    run: (parameters) => once(() => prepared.run(...values(parameters))),
    iterate: (parameters) => prepared.iterate(...values(parameters)),
  }
}

const NOTHING: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
}

/**
 * The statements behind transactions, as they have to be here: a transaction takes the write lock when it begins
 * (one that upgrades later fails at once under another writer), and SQLite may have rolled back by itself (full disk).
 */
function prepare(db: Database, sql: string): SqliteStatement {
  if (sql === 'begin') return statement(db, 'begin immediate')
  if (sql === 'rollback' && !db.inTransaction) return NOTHING
  // Has its number in its text: kept, it would push out the statements that come again.
  if (sql.startsWith('pragma user_version =')) return passingStatement(db, sql)
  return statement(db, sql)
}

/** The dialect for a connection that writes. From here on it waits for others by itself, see {@link PatientConnection}. */
export function bunSqliteDialect(db: Database): SqliteDialect {
  db.run('pragma busy_timeout = 0')
  const database: SqliteDatabase = { prepare: (sql) => prepare(db, sql), close: () => db.close() }
  return new BunSqliteDialect({ database })
}

/** The dialect for a connection that only reads, and that keeps no statement. */
export const readingDialect = (db: Database): SqliteDialect =>
  new BunSqliteDialect({
    database: { prepare: (sql) => passingStatement(db, sql), close: () => db.close() },
  })
