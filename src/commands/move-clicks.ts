/**
 * Moving the clicks of an installation to ClickHouse; everything else stays in SQLite or PostgreSQL. From a data folder
 * the rest follows when its server has stopped. The nodes of PostgreSQL go on: what they fold meanwhile waits.
 */
import { type Kysely, sql } from 'kysely'
import type { Config } from '../config/config.ts'
import { placeOfClicks } from '../engines/clickhouse/whereabouts.ts'
import { onOneConnection } from '../engines/postgres/move-state.ts'
import { standStill, takeNoMoreClicks } from '../engines/postgres/moved-clicks.ts'
import type { ClicksSchema } from '../engines/sql/clicks-schema.ts'
import { forgetMovedClicks, sqlClicksSource } from '../engines/sql/move-clicks-source.ts'
import { assertNotMoved, type DataFolder, dataFolder } from '../engines/sqlite/folder.ts'
import { lockMoving } from '../engines/sqlite/folder-locks.ts'
import { fullySynced } from '../engines/sqlite/open.ts'
import { openStores } from '../stores.ts'
import { CommandFailed, note } from './command.ts'
import { assertReady, type ClicksTo, withClicksTo } from './move-clicks-to.ts'
import {
  assertSomethingToMove,
  copyUntilStopped,
  endOnSignals,
  withLiveFiles,
  withStillFiles,
} from './move-folder.ts'
import { copyAll, legOf, proveAll } from './move-passes.ts'
import { inWords, shown } from './move-words.ts'
import { foldWhatIsLeft } from './spool-left.ts'

type Db = Kysely<ClicksSchema>

const report = (message: string, error: unknown) => note(`${message} ${error}`)

const legs = async (db: Db, { destination }: ClicksTo) => [await legOf(sqlClicksSource(db), destination)]

/** Whether there is more to do than to end a move whose clicks were all moved. */
async function isToBeMoved(db: Db, clicksTo: ClicksTo): Promise<boolean> {
  if ((await placeOfClicks(db)) !== 'clickhouse') return true
  if (await clicksTo.isMoving()) return false
  throw new CommandFailed('The clicks of this installation are in ClickHouse already.')
}

/** Gives the room of what was removed back to the disk: little is left to be written anew. */
async function shrink({ clicks }: DataFolder): Promise<void> {
  const file = fullySynced<ClicksSchema>(clicks)
  await sql`vacuum`.execute(file.db).finally(() => file.close())
}

async function moveOutOfFolder(config: Config, folder: DataFolder, clicksTo: ClicksTo): Promise<boolean> {
  const before = { ...config, clickHouse: null }
  if (!(await withLiveFiles(folder, ({ clicks }) => isToBeMoved(clicks, clicksTo)))) return true
  await (await openStores(before, report)).close()
  await assertReady(clicksTo)
  const copy = () => withLiveFiles(folder, async ({ clicks }) => copyAll(await legs(clicks, clicksTo)))
  const unlock = await copyUntilStopped(folder, copy)
  try {
    await foldWhatIsLeft(before, folder)
    return await withStillFiles(folder, async ({ clicks }) => {
      const isWhole = await proveAll(await legs(clicks, clicksTo))
      if (isWhole) await forgetMovedClicks(clicks)
      return isWhole
    })
  } finally {
    unlock()
  }
}

async function fromFolder(config: Config, clicksTo: ClicksTo): Promise<number> {
  const folder = dataFolder(config.dataDir)
  assertNotMoved(folder)
  assertSomethingToMove(folder)
  const unlock = lockMoving(folder)
  try {
    if (!(await moveOutOfFolder(config, folder, clicksTo))) return 1
    await clicksTo.end()
    await shrink(folder)
    note(`Now start Fluxly with CLICKHOUSE_URL=${shown(clicksTo.url)}.`)
    return 0
  } finally {
    unlock()
  }
}

/** Copies twice while nodes go on: the second time finds what they wrote during the first. */
async function moveOutOfPostgres(db: Db, clicksTo: ClicksTo): Promise<boolean> {
  await assertReady(clicksTo)
  note('Copying what is there; the nodes go on meanwhile.')
  for (let pass = 0; pass < 2; pass++) await copyAll(await legs(db, clicksTo))
  note('From here on clicks wait in the spools of the nodes.')
  return db.transaction().execute(async (tx) => {
    await standStill(tx)
    const isWhole = await proveAll(await legs(tx, clicksTo))
    if (isWhole) await takeNoMoreClicks(tx)
    return isWhole
  })
}

async function fromPostgres(config: Config, url: string, clicksTo: ClicksTo): Promise<number> {
  const isWhole = await onOneConnection(url, async (connection) => {
    const db = connection as unknown as Db
    if (!(await isToBeMoved(db, clicksTo))) return true
    await (await openStores({ ...config, clickHouse: null }, report)).close()
    return moveOutOfPostgres(db, clicksTo)
  })
  if (!isWhole) return 1
  await clicksTo.end()
  note(
    `Now start each node again with CLICKHOUSE_URL=${shown(clicksTo.url)}, one after the other. Until then its clicks wait in its spool, and its statistics are empty.`,
  )
  return 0
}

/** Moves all clicks of an installation. The exit code. */
export async function moveClicks(
  config: Config,
  clickHouse: NonNullable<Config['clickHouse']>,
): Promise<number> {
  endOnSignals()
  return withClicksTo(clickHouse, async (opened) => {
    const clicksTo = opened as ClicksTo
    const { databaseUrl: url } = config
    return url === null
      ? fromFolder(config, clicksTo)
      : inWords(url, () => fromPostgres(config, url, clicksTo))
  })
}
