/** The data folder: its files, its secret, and the lock that keeps a second server out. */
import { Database } from 'bun:sqlite'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseRefused } from '../sql/refused.ts'
import { makeFolder, writeWhole } from './durable.ts'

export interface DataFolder {
  path: string
  links: string
  clicks: string
  spool: string
  secret: string
  /** Exists once the databases have been made: from then on a missing one is a loss, not a beginning. */
  marker: string
  /** Exists once the data has been moved to another engine: what is left here is of the time before. */
  moved: string
  lock: string
  /** Held by who moves clicks out of the folder. */
  movingLock: string
  /** Held together by all workers of a server that has some. */
  workersLock: string
}

export const dataFolder = (path: string): DataFolder => ({
  path,
  links: join(path, 'links.db'),
  clicks: join(path, 'clicks.db'),
  spool: join(path, 'spool'),
  secret: join(path, 'secret'),
  marker: join(path, 'installed'),
  moved: join(path, 'moved'),
  lock: join(path, 'serve.lock'),
  movingLock: join(path, 'moving.lock'),
  workersLock: join(path, 'workers.lock'),
})

/** A data folder that cannot be used, with what to do about it. */
export class FolderRefused extends DatabaseRefused {}

/** Makes the folder, for its owner's eyes only. Throws {@link FolderRefused} where that cannot be. */
export function prepareFolder(folder: DataFolder): void {
  try {
    makeFolder(folder.path)
    accessSync(folder.path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new FolderRefused(
      `The data folder ${folder.path} cannot be used: ${(error as Error).message}. Set FLUXLY_DATA_DIR to a folder that can be written.`,
    )
  }
}

export const isInstalled = (folder: DataFolder) => existsSync(folder.marker)

export function markInstalled(folder: DataFolder): void {
  if (!isInstalled(folder))
    writeWhole(
      folder.marker,
      'Fluxly keeps its data here. With this file present, a missing database is refused, not made anew.\n',
    )
}

/** Whether the data was moved to another engine. */
export const isMoved = ({ moved }: DataFolder) => existsSync(moved)

/** Throws {@link FolderRefused} where the data was moved away: who served what is left would tell of links that changed since. */
export function assertNotMoved(folder: DataFolder): void {
  if (isMoved(folder))
    throw new FolderRefused(
      `The data of ${folder.path} was moved to PostgreSQL: set DATABASE_URL. To go back to what was here before that, delete ${folder.moved}.`,
    )
}

export const markMoved = ({ moved }: DataFolder): void =>
  writeWhole(
    moved,
    'The data was moved to PostgreSQL. With this file present, what is left here is not served.\n',
  )

const SHORTEST_SECRET = 32

function keptSecret(folder: DataFolder): string | null {
  if (!existsSync(folder.secret)) return null
  const text = readFileSync(folder.secret, 'utf8').trim()
  return text.length >= SHORTEST_SECRET ? text : null
}

/** The installation's secret: the given one, else the one in the folder, else a new one that is kept there, whole or not at all. */
export function installationSecret(folder: DataFolder, given: string | null): string {
  const known = given ?? keptSecret(folder)
  if (known !== null) return known
  const fresh = randomBytes(32).toString('base64url')
  writeWhole(folder.secret, `${fresh}\n`)
  return fresh
}

/** The secret's file mode where others may read it, or null where all is well. */
export function exposedSecret(folder: DataFolder): number | null {
  if (!existsSync(folder.secret)) return null
  const mode = statSync(folder.secret).mode & 0o777
  return mode & 0o077 ? mode : null
}

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
