/** The data folder: its files, and whether it can be used. */
import { accessSync, constants, existsSync } from 'node:fs'
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
