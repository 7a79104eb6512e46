/** Who has the data folder: a server, its workers, a mover. */
import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { type DataFolder, FolderRefused } from './folder.ts'

/** How long workers whose supervisor died may take to notice and end, in milliseconds. */
const ORPHANS_PATIENCE = 5_000

const isBusy = (error: unknown) => /^SQLITE_BUSY/.test(String((error as { code?: string }).code))

/** Takes a lock that nobody else may hold, or nothing where somebody does for so many milliseconds. Gives back how to let go. */
function lockAlone(path: string, patience: number): (() => void) | null {
  const db = new Database(path, { create: true, readwrite: true })
  try {
    db.run(`pragma busy_timeout = ${patience}`)
    db.run('pragma journal_mode = delete')
    db.run('begin exclusive')
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw error
    return null
  }
  return () => db.close()
}

/**
 * Takes the folder for this process, once the workers of a server that died are gone too. The locks are SQLite's own on
 * files of their own: the system drops them with the process, however it ends. Throws {@link FolderRefused} where
 * another process has it. Gives back how to let go.
 */
export function lockFolder(folder: DataFolder): () => void {
  const release = lockAlone(folder.lock, 0)
  if (!release)
    throw new FolderRefused(
      `Another fluxly serve is running on ${folder.path}. Stop it first, or set FLUXLY_DATA_DIR to another folder.`,
    )
  if (!existsSync(folder.workersLock)) return release
  const workers = lockAlone(folder.workersLock, ORPHANS_PATIENCE)
  if (!workers) {
    release()
    throw new FolderRefused(
      `Workers of a fluxly serve that is gone are still running on ${folder.path}. End them first.`,
    )
  }
  workers()
  return release
}

/** How long a mover that was killed may take to be gone, in milliseconds. */
const MOVER_PATIENCE = 2_000

/** Keeps other movers out of the folder. Throws {@link FolderRefused} where there is one. Gives back how to let go. */
export function lockMoving({ path, movingLock }: DataFolder): () => void {
  const release = lockAlone(movingLock, MOVER_PATIENCE)
  if (!release) throw new FolderRefused(`Another fluxly migrate is moving clicks out of ${path}.`)
  return release
}

/** Takes the folder as {@link lockFolder} does, or null where another process has it. */
export function lockIfFree(folder: DataFolder): (() => void) | null {
  try {
    return lockFolder(folder)
  } catch (error) {
    if (error instanceof FolderRefused) return null
    throw error
  }
}

/** Marks this process as a worker on the folder until it ends. Throws {@link FolderRefused} where a new server is taking the folder. */
export function joinFolder(folder: DataFolder): void {
  const db = new Database(folder.workersLock, { create: true, readwrite: true })
  try {
    db.run('begin')
    // A transaction that has read holds a lock that others may share, and that nobody can have alone.
    db.query('select count(*) from sqlite_master').get()
    joined.push(db)
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw error
    throw new FolderRefused(`Another fluxly serve is taking ${folder.path}.`)
  }
}

/** Kept from being collected, and the lock with it. */
const joined: Database[] = []

/** Whether a server is running on the folder now. */
export function isServed(folder: DataFolder): boolean {
  if (!existsSync(folder.lock)) return false
  const release = lockIfFree(folder)
  release?.()
  return release === null
}
