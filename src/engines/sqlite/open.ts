/** Opening SQLite files: the pragmas, and the guards against files that must not be used. */
import { Database } from 'bun:sqlite'
import { existsSync, statSync } from 'node:fs'
import { type Compilable, Kysely, sql, type Transaction } from 'kysely'
import type { ColumnTypes, PreparedQuery, SqlEngine } from '../sql/engine.ts'
import { DatabaseRefused } from '../sql/refused.ts'
import { bulkByRow } from './bulk.ts'
import { bunSqliteDialect, readingDialect } from './dialect.ts'
import { GroupWriter } from './group-writer.ts'
import { assertNothingLost, Mark } from './mark.ts'
import { GroupSync, type SyncFailed } from './sync.ts'

/** "flux": marks our files, so that another program's database is never mistaken for ours. */
const APPLICATION_ID = 0x666c7578
/** Older ones can corrupt a file when its log starts over (https://sqlite.org/wal.html#walresetbug). */
const OLDEST_SOUND = '3.51.3'

/** Prepared statements that a connection keeps. Bun keeps 20; a fold alone has twice as many. */
Database.MAX_QUERY_CACHE_SIZE = 500

const types: ColumnTypes = {
  serial: sql`integer primary key autoincrement`,
  integer: sql`integer`,
  bytes: sql`blob`,
  text: sql`text`,
  moment: sql`text`,
  momentOf: (column) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${sql.ref(column)} / 1000.0, 'unixepoch')`,
  flag: sql`integer`,
  clustered: sql`without rowid`,
  passing: sql``,
  byMonth: () => sql`without rowid`,
  makeMonth: async () => undefined,
  async countBehind(tx, table, number) {
    await sql`insert into sqlite_sequence (name, seq)
      select ${table}, 0 where not exists (select 1 from sqlite_sequence where name = ${table})`.execute(tx)
    await sql`update sqlite_sequence set seq = max(seq, ${number}) where name = ${table}`.execute(tx)
  },
}

const isOlder = (version: string, than: string) => version.localeCompare(than, 'en', { numeric: true }) < 0

function assertSoundLibrary(db: Database): void {
  const { version } = db.query<{ version: string }, []>('select sqlite_version() version').get() as {
    version: string
  }
  if (isOlder(version, OLDEST_SOUND))
    throw new DatabaseRefused(
      `This runtime brings SQLite ${version}, which can corrupt files; ${OLDEST_SOUND} or newer is needed.`,
    )
}

function assertOurs(db: Database, path: string): void {
  const { application_id: id } = db.query<{ application_id: number }, []>('pragma application_id').get() as {
    application_id: number
  }
  const empty = db.query('select 1 from sqlite_master limit 1').get() === null
  if (id === APPLICATION_ID) return
  if (!empty) throw new DatabaseRefused(`${path} is a database of another program.`)
  db.run(`pragma application_id = ${APPLICATION_ID}`)
}

/** Why SQLite will not read a file, in words that say what to do; other errors pass unchanged. */
function refusal(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return error
  return new DatabaseRefused(
    `${path} is damaged (${(error as Error).message}). Restore a backup: fluxly restore FILE`,
  )
}

/** Opens a database file of ours for reading and writing; `synchronous` as SQLite has it. */
export function openDatabase(path: string, synchronous: 'normal' | 'full'): Database {
  const db = new Database(path, { create: true, readwrite: true, strict: true })
  try {
    db.run('pragma busy_timeout = 10000')
    assertSoundLibrary(db)
    assertOurs(db, path)
    db.run('pragma journal_mode = wal')
    db.run(`pragma synchronous = ${synchronous}`)
    db.run('pragma foreign_keys = on')
    db.run('pragma temp_store = memory')
    db.run('pragma wal_autocheckpoint = 4000')
    return db
  } catch (error) {
    db.close()
    throw refusal(error, path)
  }
}

/** Opens a database file, unless it holds less than it did. */
export function openMarked(path: string, synchronous: 'normal' | 'full'): Database {
  try {
    assertNothingLost(path)
  } catch (error) {
    throw refusal(error, path)
  }
  return openDatabase(path, synchronous)
}

/** Refuses a database that was there once and is gone or empty: SQLite would take it for a new one. */
export function assertNotLost(path: string, installed: boolean): void {
  if (!installed || (existsSync(path) && statSync(path).size > 0)) return
  throw new DatabaseRefused(
    `${path} is missing or empty, but this data folder was in use. Restore a backup (fluxly restore FILE), or start with a new folder.`,
  )
}

/** A connection that only reads; the file has to be there and up to date. */
function openReader(path: string): Database {
  const db = new Database(path, { readonly: true, strict: true })
  db.run('pragma busy_timeout = 10000')
  db.run('pragma temp_store = memory')
  return db
}

/** Reads of one moment, without the write lock that a transaction of ours takes. */
const snapshotOf =
  <Schema>(db: Kysely<Schema>) =>
  <T>(run: (db: Kysely<Schema>) => Promise<T>): Promise<T> =>
    db.connection().execute(async (connection) => {
      await sql`begin deferred`.execute(connection)
      try {
        return await run(connection)
      } finally {
        await sql`commit`.execute(connection)
      }
    })

const MOST_CHANGES = 2 ** 31

/** Counts a change of links in the file's header, with the transaction that made it; {@link sqliteLinkChanges} looks there. */
async function countChange<Schema>(tx: Transaction<Schema>): Promise<void> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(tx)
  const next = ((rows[0]?.user_version ?? 0) + 1) % MOST_CHANGES
  await sql`pragma user_version = ${sql.lit(next)}`.execute(tx)
}

/** Prepares queries on a connection of their own, which is opened for the first: the other may be inside a transaction. */
function readingBeside(path: string) {
  let reader: Database | null = null
  function open(): Database {
    reader ??= openReader(path)
    return reader
  }
  return {
    open,
    async hasTable(name: string) {
      const table = open().query<unknown, [string]>(
        `select 1 from sqlite_master where type = 'table' and name = ?`,
      )
      return table.get(name) !== null
    },
    prepare<Row>(query: Compilable<Row>): PreparedQuery<Row> {
      const statement = open().query<Row, (string | number)[]>(query.compile().sql)
      return (...parameters) => statement.all(...parameters)
    },
    close: () => reader?.close(),
  }
}

const isSyncFailure = (error: unknown) =>
  /^SQLITE_IOERR_(DIR_)?FSYNC/.test(String((error as { code?: string }).code))

/**
 * A database whose commits are made durable off the event loop: SQLite writes its log, once for all who wait, then the
 * log is synced by a thread. See docs/decisions/0005.
 */
export function groupSynced<Schema>(path: string, syncFailed: SyncFailed): SqlEngine<Schema> {
  const database = openMarked(path, 'normal')
  // The log is there from the first read on.
  database.run('select 1 from sqlite_master')
  const db = new Kysely<Schema>({ dialect: bunSqliteDialect(database) })
  const beside = readingBeside(path)
  // Looks beside: what is being written now may yet be undone.
  const mark = new Mark(beside.open(), path)
  const log = new GroupSync(`${path}-wal`, mark, syncFailed)
  const writer = new GroupWriter(db)
  async function write<T>(run: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    log.assertSound()
    const result = await writer.write(run).catch((error) => {
      if (isSyncFailure(error)) log.fail(error)
      throw error
    })
    await log.flushed()
    return result
  }
  return {
    db,
    types,
    kind: 'sqlite',
    hasTable: beside.hasTable,
    write,
    writeAtLength: write,
    flushed: () => log.flushed(),
    bulk: bulkByRow,
    prepare: beside.prepare,
    snapshot: snapshotOf(db),
    upgrade: (run) => run(db),
    announce: countChange,
    async close() {
      log.close()
      mark.close()
      beside.close()
      await db.destroy()
    },
  }
}

/** A database whose commits are on disk when the statement returns; for threads that may wait. */
export function fullySynced<Schema>(path: string): SqlEngine<Schema> {
  const database = openMarked(path, 'full')
  const mark = new Mark(database, path)
  const db = new Kysely<Schema>({ dialect: bunSqliteDialect(database) })
  const beside = readingBeside(path)

  /** The mark tells of what the transaction itself finds: what others have written meanwhile may not be on disk. */
  async function marked<T>(run: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    let held = ''
    const result = await db.transaction().execute(async (tx) => {
      const done = await run(tx)
      held = mark.look()
      return done
    })
    mark.keep(held)
    return result
  }

  return {
    db,
    types,
    kind: 'sqlite',
    hasTable: beside.hasTable,
    write: marked,
    writeAtLength: marked,
    flushed: async () => undefined,
    bulk: bulkByRow,
    prepare: beside.prepare,
    snapshot: snapshotOf(db),
    upgrade: (run) => run(db),
    announce: countChange,
    async close() {
      mark.close()
      beside.close()
      await db.destroy()
    },
  }
}

const onlyReads = () => Promise.reject(new Error('This connection only reads.'))

/** A database that is only read, beside the connections that write it; it has to be there and up to date. */
export function readOnly<Schema>(path: string): SqlEngine<Schema> {
  const db = new Kysely<Schema>({ dialect: readingDialect(openReader(path)) })
  const beside = readingBeside(path)
  return {
    db,
    types,
    kind: 'sqlite',
    hasTable: beside.hasTable,
    write: onlyReads,
    writeAtLength: onlyReads,
    flushed: async () => undefined,
    bulk: bulkByRow,
    prepare: beside.prepare,
    snapshot: snapshotOf(db),
    upgrade: (run) => run(db),
    announce: async () => undefined,
    async close() {
      beside.close()
      await db.destroy()
    },
  }
}
