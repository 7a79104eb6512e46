/** Opening SQLite files: the pragmas, and the guards against files that must not be used. */
import { Database } from 'bun:sqlite'
import { existsSync, statSync } from 'node:fs'
import { DatabaseRefused } from '../sql/refused.ts'
import { assertNothingLost } from './mark.ts'

/** "flux": marks our files, so that another program's database is never mistaken for ours. */
const APPLICATION_ID = 0x666c7578
/** Older ones can corrupt a file when its log starts over (https://sqlite.org/wal.html#walresetbug). */
const OLDEST_SOUND = '3.51.3'

/** Prepared statements that a connection keeps. Bun keeps 20; a fold alone has twice as many. */
Database.MAX_QUERY_CACHE_SIZE = 500

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
