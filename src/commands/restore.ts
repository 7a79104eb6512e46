/** `fluxly restore` */
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { Failure } from '../domain/failure.ts'
import { formatMoment } from '../domain/moment.ts'
import { placeOfClicks } from '../engines/clickhouse/whereabouts.ts'
import type { ClicksSchema } from '../engines/sql/clicks-schema.ts'
import { type DataFolder, dataFolder, markInstalled, prepareFolder } from '../engines/sqlite/folder.ts'
import { isServed } from '../engines/sqlite/folder-locks.ts'
import { fullySynced } from '../engines/sqlite/open.ts'
import { systemClock } from '../system.ts'
import { readBackup } from './backup-file.ts'
import { type Command, CommandFailed, note, requiredWord, requireSqlite, withStores } from './command.ts'

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
