/** The spool's files from the reader's side: made ready, read, deleted. */
import { Database } from 'bun:sqlite'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { RawClick } from '../../domain/click.ts'
import type { SpoolPart } from '../../ports/spool.ts'
import { makeFolder, moveWhole } from './durable.ts'
import { commitsInLog } from './spool-log.ts'
import { type SpoolRow, SpoolRowReader } from './spool-row.ts'

const ENDING = '.spool'
const UNFINISHED = '.making'

/** A database file and what SQLite keeps beside it; the file itself last. */
const withCompanions = (path: string) => [`${path}-wal`, `${path}-shm`, path]

/** A part is folded in one transaction: large enough to be cheap, small enough to fit in memory many times. */
const CLICKS_A_PART = 20_000

function writeEmpty(path: string): void {
  const db = new Database(path, { create: true, readwrite: true, strict: true })
  try {
    // Synced once, when it is whole: SQLite would sync each step.
    db.run('pragma synchronous = off')
    db.run('pragma journal_mode = wal')
    db.run('create table turns (id integer primary key, texts text, clicks blob not null)')
    // To close it does the same, and does not tell where it fails.
    db.run('pragma wal_checkpoint(truncate)')
  } finally {
    db.close()
  }
}

/** Makes an empty spool file that survives a power cut. Its path. It has its name only when it is whole. */
export function makeSpoolFile(folder: string): string {
  makeFolder(folder)
  const path = join(folder, Bun.randomUUIDv7() + ENDING)
  const making = path + UNFINISHED
  try {
    writeEmpty(making)
    moveWhole(making, path)
    return path
  } catch (error) {
    for (const file of [...withCompanions(making), path]) rmSync(file, { force: true })
    throw error
  }
}

/** Removes what processes left that died while they made or deleted a spool file. Only where none is running. */
export function clearLeftovers(folder: string): void {
  makeFolder(folder)
  const names = new Set(readdirSync(folder))
  const isOrphan = (name: string) => /-(wal|shm)$/.test(name) && !names.has(name.slice(0, -4))
  const isBlank = (name: string) =>
    name.endsWith(ENDING) && !names.has(`${name}-wal`) && statSync(join(folder, name)).size === 0
  for (const name of names)
    if (name.includes(UNFINISHED) || isOrphan(name) || isBlank(name))
      rmSync(join(folder, name), { force: true })
}

/** The spool files in a folder, oldest first. */
export function spoolFiles(folder: string): string[] {
  makeFolder(folder)
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING))
  return names.sort().map((name) => join(folder, name))
}

/** Hears of damage in a file. */
type Damaged = (error: unknown) => void

/** Whether an error says that a file is not what it was: to try again would not help. */
export function isDamage(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code) || message.includes('no such table')
}

function readOr<T>(damaged: Damaged, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    damaged(error)
    return null
  }
}

/** Opens a spool file that nobody writes any more. Read-only, so that closing it copies nothing. */
export function openSpoolFile(path: string) {
  const db = new Database(path, { readonly: true, strict: true })
  db.query('select count(*) from turns').get()

  function* storedRows(damaged: Damaged): Generator<SpoolRow> {
    try {
      yield* db.query<SpoolRow, []>('select texts, clicks from turns order by id').iterate()
    } catch (error) {
      if (!isDamage(error)) throw error
      damaged(error)
    }
  }

  /** The clicks of each turn, as far as they can be read. */
  function* turns(damaged: Damaged): Generator<RawClick[]> {
    const rows = new SpoolRowReader()
    for (const row of storedRows(damaged)) {
      const turn = readOr(damaged, () => rows.read(row))
      if (turn) yield turn
    }
  }

  /** The file's clicks in parts, the same parts each time. What damage hides is left out, and told. */
  function* parts(damaged: Damaged): Generator<SpoolPart> {
    const name = path.slice(path.lastIndexOf('/') + 1, -ENDING.length)
    let clicks: RawClick[] = []
    let number = 0
    const part = (): SpoolPart => ({ id: `${name}/${number++}`, clicks })
    for (const turn of turns(damaged)) {
      for (const click of turn) clicks.push(click)
      if (clicks.length < CLICKS_A_PART) continue
      yield part()
      clicks = []
    }
    if (clicks.length > 0) yield part()
  }

  /** How many turns it holds. A writer begins with an empty one. */
  const count = () => (db.query('select count(*) turns from turns').get() as { turns: number }).turns

  return { parts, count, close: () => db.close() }
}

/** Settles a file whose writer died: what it committed is kept, a torn end is dropped. Throws where nothing can be read. */
export function settleSpoolFile(path: string): void {
  const db = new Database(path, { create: false, readwrite: true, strict: true })
  try {
    db.run('pragma wal_checkpoint(truncate)')
    db.query('select 1 from turns limit 1').get()
  } finally {
    db.close()
  }
}

/** Whether a process has a file open that is not this one: as long as it may write, it holds a lock. */
export function isSpoolFileInUse(path: string): boolean {
  const db = new Database(path, { create: false, readwrite: true, strict: true })
  try {
    // Leaving write-ahead mode takes the whole file, which nobody gets while it is open elsewhere.
    db.run('pragma journal_mode = delete')
    return false
  } catch (error) {
    if (/^SQLITE_BUSY/.test(String((error as { code?: string }).code))) return true
    throw error
  } finally {
    db.close()
  }
}

/** Settles a file. How many turns were committed to it and are gone, because its log was damaged afterwards. */
export function turnsLost(path: string, settle: (path: string) => void): number {
  const committed = commitsInLog(`${path}-wal`)
  settle(path)
  const file = openSpoolFile(path)
  try {
    return Math.max(0, committed - file.count())
  } finally {
    file.close()
  }
}

/** Puts a file that is damaged out of the way, whole, where it can be looked at. Its new path. */
export function setAside(path: string): string {
  const aside = `${path}.damaged`
  for (const file of withCompanions(path)) if (existsSync(file)) renameSync(file, file.replace(path, aside))
  return aside
}

/** Deletes a spool file with all that belongs to it; the file itself last, so that a kill leaves nothing unnoticed. */
export function deleteSpoolFile(path: string): void {
  for (const file of withCompanions(path)) rmSync(file, { force: true })
}
