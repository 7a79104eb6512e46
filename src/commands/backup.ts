/** `fluxly backup` and `fluxly restore` */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { extract, create as pack } from 'tar'
import type { Config } from '../config.ts'
import { Failure } from '../domain/failure.ts'
import { formatMoment } from '../domain/moment.ts'
import { placeOfClicks } from '../engines/clickhouse/whereabouts.ts'
import type { ClicksSchema } from '../engines/sql/schema.ts'
import { assertWhole, copyDatabase, moveDatabase } from '../engines/sqlite/backup.ts'
import { moveWhole, syncFile, syncNames } from '../engines/sqlite/durable.ts'
import {
  type DataFolder,
  dataFolder,
  isServed,
  markInstalled,
  prepareFolder,
} from '../engines/sqlite/folder.ts'
import { fullySynced } from '../engines/sqlite/open.ts'
import { systemClock } from '../system.ts'
import { type Command, CommandFailed, note, requiredWord, withStores } from './command.ts'

function requireSqlite({ databaseUrl }: Config, tool: string): void {
  if (databaseUrl !== null)
    throw new CommandFailed(
      `The data is in PostgreSQL: use ${tool}, which knows how to do it while the server runs.`,
    )
}

/** Says what is not in a backup where clicks are kept elsewhere. */
function sayWhatIsElsewhere({ clickHouse }: Config): void {
  if (clickHouse !== null)
    note(
      'Clicks and their counters are in ClickHouse and not in this file: back them up with its BACKUP DATABASE, at the same time.',
    )
}

/** A folder beside the data that is removed afterwards, whatever happens. */
async function inScratch<T>(folder: DataFolder, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(folder.path, '.scratch-'))
  try {
    return await work(scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Clicks before links: every link that a copied click names is then in the copy of the links. The spool stays out: it holds addresses. */
async function writeBackup(folder: DataFolder, file: string): Promise<void> {
  await inScratch(folder, async (scratch) => {
    copyDatabase(folder.clicks, join(scratch, basename(folder.clicks)))
    copyDatabase(folder.links, join(scratch, basename(folder.links)))
    const names = [basename(folder.clicks), basename(folder.links)]
    if (existsSync(folder.secret)) {
      copyFileSync(folder.secret, join(scratch, basename(folder.secret)))
      names.push(basename(folder.secret))
    }
    await pack({ gzip: true, file: `${file}.part`, cwd: scratch, portable: true, mode: 0o600 }, names)
    moveWhole(`${file}.part`, file)
  })
}

async function readBackup(folder: DataFolder, file: string, aside: string): Promise<void> {
  await inScratch(folder, async (scratch) => {
    await extract({ file, cwd: scratch, strict: true }).catch((error) => {
      throw new CommandFailed(`${file} is not a backup of Fluxly: ${error.message}`)
    })
    const copies = [folder.links, folder.clicks].map((path) => ({
      path,
      copy: join(scratch, basename(path)),
    }))
    for (const { copy } of copies) {
      assertWhole(copy)
      syncFile(copy)
    }
    for (const { path, copy } of copies) {
      moveDatabase(path, aside)
      moveDatabase(copy, folder.path)
    }
    // Clicks that wait there are of the time after the backup, and may be of links that it does not know.
    if (existsSync(folder.spool)) {
      mkdirSync(aside, { recursive: true, mode: 0o700 })
      renameSync(folder.spool, join(aside, basename(folder.spool)))
    }
    const secret = join(scratch, basename(folder.secret))
    if (existsSync(secret)) moveWhole(secret, folder.secret)
    syncNames(folder.path)
  })
}

/** Where the clicks are of which a restored folder knows. */
async function placeOfRestored({ clicks }: DataFolder): Promise<'sql' | 'clickhouse' | 'none'> {
  const file = fullySynced<ClicksSchema>(clicks)
  return placeOfClicks(file.db).finally(() => file.close())
}

const SHOWN = 3

/** Compares clicks in ClickHouse, which no restore touches, with what the backup knows of them. */
async function compareWithClickHouse(config: Config): Promise<number> {
  try {
    const { clicks, discrepancies } = await withStores(config, (stores) => stores.clicks.verify())
    for (const discrepancy of discrepancies.slice(0, SHOWN)) note(discrepancy)
    if (discrepancies.length === 0) {
      note(
        `Clicks were not touched: all ${clicks.toLocaleString('en')} are in ClickHouse, and agree with the backup.`,
      )
      return 0
    }
    note(
      `Clicks were not touched: they are in ClickHouse, and ${discrepancies.length} of their counters do not agree with the backup. Bring back ClickHouse’s backup of the same time before you start; links that were made since would leave their clicks to new ones.`,
    )
    return 1
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    note(
      'Clicks were neither touched nor compared: they are in ClickHouse, which does not answer. Say fluxly verify when it does.',
    )
    return 1
  }
}

/** Says what a restore brought back, and of clicks that are elsewhere whether they agree. The exit code. */
async function sayWhatIsRestored(
  config: Config,
  file: string,
  place: 'sql' | 'clickhouse' | 'none',
): Promise<number> {
  if (place === 'clickhouse' && config.clickHouse === null) {
    note(
      `${file} is restored, without clicks: they are in ClickHouse, and were neither touched nor compared. Set CLICKHOUSE_URL, then say fluxly verify.`,
    )
    return 0
  }
  if (place === 'sql' || config.clickHouse === null) {
    const { clicks } = await withStores({ ...config, clickHouse: null }, (stores) => stores.clicks.verify())
    note(`${file} is restored: ${clicks.toLocaleString('en')} clicks.`)
    if (config.clickHouse !== null)
      note(
        'It is of a time when clicks were not in ClickHouse: unset CLICKHOUSE_URL, or move them into an empty database (fluxly migrate --clicks-to).',
      )
    return 0
  }
  note(`${file} is restored.`)
  return compareWithClickHouse(config)
}

export const backupCommand: Command = {
  usage: 'backup FILE',
  summary: 'writes a backup (tar.gz) of a running or stopped server, without any address of a visitor',
  async run(given, config) {
    requireSqlite(config, 'pg_dump')
    const file = resolve(requiredWord(given, 'The file to write'))
    if (existsSync(file)) throw new CommandFailed(`${file} exists already. Name a new file.`)
    await withStores(config, () => writeBackup(dataFolder(config.dataDir), file))
    note(`${file} is written, ${statSync(file).size.toLocaleString('en')} bytes.`)
    sayWhatIsElsewhere(config)
    return 0
  },
}

export const restoreCommand: Command = {
  usage: 'restore FILE',
  summary: 'brings back a backup; what it replaces is kept beside it',
  async run(given, config) {
    requireSqlite(config, 'pg_restore')
    const file = resolve(requiredWord(given, 'The file to read'))
    if (!existsSync(file)) throw new CommandFailed(`${file} does not exist.`)
    const folder = dataFolder(config.dataDir)
    prepareFolder(folder)
    if (isServed(folder)) throw new CommandFailed(`A server is running on ${folder.path}. Stop it first.`)
    const aside = join(folder.path, `before-restore-${formatMoment(systemClock.now()).replaceAll(':', '-')}`)
    await readBackup(folder, file, aside)
    rmSync(folder.moved, { force: true })
    markInstalled(folder)
    const code = await sayWhatIsRestored(config, file, await placeOfRestored(folder))
    if (existsSync(aside))
      note(
        `What was there before is in ${aside}, visitors’ addresses in its spool included; delete it when all is well.`,
      )
    return code
  },
}
