/** Shipping spool files: what a node that is gone for good left is counted by another. */
import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { lockFolder } from '../engines/sqlite/folder-locks.ts'
import {
  deleteSpoolFile,
  isDamage,
  isSpoolFileInUse,
  openSpoolFile,
  setAside,
  turnsLost,
} from '../engines/sqlite/spool-files.ts'
import type { enricher } from '../pipeline/enrich.ts'
import type { ClickStore } from '../ports/click-store.ts'
import { systemClock } from '../system.ts'

export interface Shipping {
  store: Pick<ClickStore, 'fold'>
  enrich: ReturnType<typeof enricher>
}

export interface Shipped {
  folded: number
  /** Clicks that were counted before, by their own node or by an earlier try. */
  before: number
  /** Turns of clicks that damage of the log has taken. */
  lost: number
  /** Where the file is kept because of its damage; null: it is deleted. */
  aside: string | null
}

/** A file that cannot be shipped, with the reason. It is left as it is. */
export class NotShipped extends Error {}

/** The file's name is what its clicks are counted under: with another they could be counted twice. */
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.spool$/

/** Takes the data folder that a file lies in, if it does, so that no server starts on it meanwhile. Gives back how to let go. */
function holdFolderOf(path: string): () => void {
  const folder = dataFolder(dirname(dirname(path)))
  const isIn = dirname(path) === folder.spool && existsSync(folder.lock)
  return isIn ? lockFolder(folder) : () => undefined
}

function requireDead(path: string): void {
  if (isSpoolFileInUse(path)) throw new NotShipped('a process that lives has it open')
}

/** Whether no process ever wrote to a file. */
function isUnused(path: string): boolean {
  const file = openSpoolFile(path)
  try {
    return file.count() === 0
  } finally {
    file.close()
  }
}

/** Settles a file that may be shipped. How many turns of it are lost. */
function settle(path: string): number {
  if (!NAME.test(basename(path)))
    throw new NotShipped('it does not have the name of a spool file, under which its clicks are counted once')
  const hadLog = existsSync(`${path}-wal`)
  const lost = turnsLost(path, requireDead)
  if (!hadLog && isUnused(path))
    throw new NotShipped(
      `it holds nothing; a file that was written needs its ${basename(path)}-wal beside it. Delete it if there was none`,
    )
  return lost
}

async function fold(path: string, lost: number, { store, enrich }: Shipping): Promise<Shipped> {
  const file = openSpoolFile(path)
  const counts = { folded: 0, before: 0, lost }
  let damage: unknown = null
  const parts = file.parts((error) => {
    damage = error
  })
  try {
    for (const { id, clicks } of parts) {
      const isNew = await store.fold(id, await enrich(clicks), systemClock.now())
      counts[isNew ? 'folded' : 'before'] += clicks.length
    }
  } finally {
    file.close()
  }
  if (damage !== null) return { ...counts, aside: setAside(path) }
  deleteSpoolFile(path)
  return { ...counts, aside: null }
}

/** Counts what is in a spool file, once, and deletes it; sets it aside where it is damaged. Throws where it is left as it is. */
export async function shipFile(path: string, shipping: Shipping): Promise<Shipped> {
  const letGo = holdFolderOf(path)
  try {
    return await fold(path, settle(path), shipping)
  } catch (error) {
    if (!isDamage(error)) throw error
    return { folded: 0, before: 0, lost: 0, aside: setAside(path) }
  } finally {
    letGo()
  }
}
