/** Opening databases: for a process that answers, for threads that may wait, and for reading alone. */
import { Kysely, sql, type Transaction } from 'kysely'
import type { SqlEngine } from '../sql/engine.ts'
import { bulkByRow } from './bulk.ts'
import { countChange } from './changes.ts'
import { sqliteTypes } from './column-types.ts'
import { openMarked } from './database-file.ts'
import { bunSqliteDialect, readingDialect } from './dialect.ts'
import { GroupWriter } from './group-writer.ts'
import { Mark } from './mark.ts'
import { openReader } from './reader.ts'
import { type ReadingBeside, readingBeside } from './reading-beside.ts'
import { GroupSync, type SyncFailed } from './sync.ts'

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

/** What all engines on SQLite have in common. */
const onSqlite = <Schema>(db: Kysely<Schema>, beside: ReadingBeside) => ({
  db,
  types: sqliteTypes,
  kind: 'sqlite' as const,
  hasTable: beside.hasTable,
  bulk: bulkByRow,
  prepare: beside.prepare,
  snapshot: snapshotOf(db),
  upgrade: <T>(run: (db: Kysely<Schema>) => Promise<T>) => run(db),
})

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
    ...onSqlite(db, beside),
    write,
    writeAtLength: write,
    flushed: () => log.flushed(),
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
    ...onSqlite(db, beside),
    write: marked,
    writeAtLength: marked,
    flushed: async () => undefined,
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
    ...onSqlite(db, beside),
    write: onlyReads,
    writeAtLength: onlyReads,
    flushed: async () => undefined,
    announce: async () => undefined,
    async close() {
      beside.close()
      await db.destroy()
    },
  }
}
