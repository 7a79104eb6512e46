/** `fluxly spool ship`: what a node that is gone for good left in its spool is counted by another. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { DatabaseRefused } from '../engines/sql/migrate.ts'
import { dataFolder, lockFolder } from '../engines/sqlite/folder.ts'
import {
  deleteSpoolFile,
  isDamage,
  isSpoolFileInUse,
  openSpoolFile,
  setAside,
  spoolFiles,
} from '../engines/sqlite/spool-files.ts'
import { openEnricher } from '../enriching.ts'
import type { enricher } from '../pipeline/enrich.ts'
import type { ClickStore } from '../ports.ts'
import { systemClock } from '../system.ts'
import { type Command, CommandFailed, note, say, UsageError, withStores } from './command.ts'

interface Shipping {
  store: Pick<ClickStore, 'fold'>
  enrich: ReturnType<typeof enricher>
}

interface Shipped {
  folded: number
  /** Clicks that were counted before, by their own node or by an earlier try. */
  before: number
  /** Where the file is kept because of its damage; null: it is deleted. */
  aside: string | null
}

const NOTHING: Shipped = { folded: 0, before: 0, aside: null }

/** The file's name is what its clicks are counted under: with another they could be counted twice. */
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.spool$/

/** The files that a word names: itself, or those of a folder, or of the spool in a data folder. */
function filesOf(word: string): string[] {
  const path = resolve(word)
  if (!existsSync(path)) throw new CommandFailed(`There is no ${path}.`)
  if (!statSync(path).isDirectory()) return [path]
  const { spool } = dataFolder(path)
  return spoolFiles(existsSync(spool) ? spool : path)
}

/** Takes the data folder that a file lies in, if it does, so that no server starts on it meanwhile. Gives back how to let go. */
function holdFolderOf(path: string): () => void {
  const folder = dataFolder(dirname(dirname(path)))
  const isIn = dirname(path) === folder.spool && existsSync(folder.lock)
  return isIn ? lockFolder(folder) : () => undefined
}

async function fold(path: string, { store, enrich }: Shipping): Promise<Shipped> {
  const file = openSpoolFile(path)
  const counts = { folded: 0, before: 0 }
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

/** Refuses a file that cannot be shipped, with the reason. */
function requireDead(path: string): void {
  if (!NAME.test(basename(path)))
    throw new CommandFailed(
      'it does not have the name of a spool file, under which its clicks are counted once',
    )
  const hadLog = existsSync(`${path}-wal`)
  if (isSpoolFileInUse(path)) throw new CommandFailed('a process that lives has it open')
  if (!hadLog && isUnused(path))
    throw new CommandFailed(
      `it holds nothing; a file that was written needs its ${basename(path)}-wal beside it. Delete it if there was none`,
    )
}

function isUnused(path: string): boolean {
  const file = openSpoolFile(path)
  try {
    return file.isUnused()
  } finally {
    file.close()
  }
}

async function ship(path: string, shipping: Shipping): Promise<Shipped> {
  const letGo = holdFolderOf(path)
  try {
    requireDead(path)
    return await fold(path, shipping)
  } catch (error) {
    if (!isDamage(error)) throw error
    return { ...NOTHING, aside: setAside(path) }
  } finally {
    letGo()
  }
}

/** Why a file could not be shipped, and is as it was. */
function reason(error: unknown): string {
  if (error instanceof CommandFailed || error instanceof DatabaseRefused) return error.message
  const { code = '', message } = error as { code?: string; message: string }
  if (/^SQLITE_(READONLY|CANTOPEN|IOERR|PERM)/.test(code))
    return `it cannot be read and written (${message}); copy it, with its -wal, to where it can`
  return message
}

const clicks = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'click' : 'clicks'}`

function describe(path: string, { folded, before, aside }: Shipped): string {
  const earlier = before > 0 ? `, ${clicks(before)} had been counted before` : ''
  const now =
    aside === null ? 'the file is deleted' : `it is damaged; what could not be read is kept in ${aside}`
  return `${path}: ${clicks(folded)} counted${earlier}; ${now}.`
}

/** Ships one file after the other, and says what became of each. Whether all are counted whole. */
async function shipAll(paths: string[], shipping: Shipping): Promise<boolean> {
  let areWhole = true
  for (const path of paths) {
    try {
      const shipped = await ship(path, shipping)
      say(describe(path, shipped))
      areWhole &&= shipped.aside === null
    } catch (error) {
      note(`${path} is left as it is: ${reason(error)}.`)
      areWhole = false
    }
  }
  return areWhole
}

export const spoolShipCommand: Command = {
  usage: 'spool ship FILE…',
  summary:
    'counts the clicks in spool files, or folders of them, of a node that is gone for good, and deletes them',
  async run({ words }, config) {
    if (words.length === 0) throw new UsageError('FILE is missing.')
    const paths = words.flatMap(filesOf)
    if (paths.length === 0) say('There are no spool files.')
    const ownHosts = [new URL(config.url).hostname]
    const areWhole = await withStores(config, async ({ clicks: store }) =>
      shipAll(paths, { store, enrich: await openEnricher({ ...config, ownHosts }, store) }),
    )
    return areWhole ? 0 : 1
  },
}
