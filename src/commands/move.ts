/**
 * Moving an installation from SQLite to PostgreSQL, its clicks to ClickHouse where that is asked for. While the server
 * runs everything is copied, again and again; once it is stopped what is left follows, and both sides are proven equal.
 * See docs/decisions/0019-moving.md.
 */
import type { Kysely } from 'kysely'
import type { Config } from '../config/config.ts'
import { placeOfClicks } from '../engines/clickhouse/whereabouts.ts'
import { postgresMoveDestination } from '../engines/postgres/move-destination.ts'
import { assertEmpty, beginMove, endMove, isMoving, onOneConnection } from '../engines/postgres/move-state.ts'
import type { ClicksSchema } from '../engines/sql/clicks-schema.ts'
import { sqlClicksSource } from '../engines/sql/move-clicks-source.ts'
import type { MovingSchema } from '../engines/sql/moving.ts'
import { type DataFolder, dataFolder, isMoved, markMoved } from '../engines/sqlite/folder.ts'
import { sqliteMoveSource } from '../engines/sqlite/move-source.ts'
import type { MoveDestination, MoveSource } from '../ports/moving.ts'
import { openStores } from '../stores.ts'
import { CommandFailed, note } from './command.ts'
import { assertReady, type ClicksTo, withClicksTo } from './move-clicks-to.ts'
import {
  assertSomethingToMove,
  copyUntilStopped,
  endOnSignals,
  type FolderFiles,
  withLiveFiles,
  withStillFiles,
} from './move-folder.ts'
import { copyAll, type Leg, legOf, proveAll } from './move-passes.ts'
import { inWords, shown } from './move-words.ts'
import { foldWhatIsLeft } from './spool-left.ts'

/** What goes to ClickHouse in another form, where clicks go there. */
const KEPT_OF_CLICKS = ['words', 'click_runs', 'click_slots', 'click_day_values', 'click_visitors']

interface Move {
  /** As the server ran until now. */
  config: Config
  folder: DataFolder
  to: string
  db: Kysely<MovingSchema>
  destination: MoveDestination
  clicksTo: ClicksTo | null
}

const report = (message: string, error: unknown) => note(`${message} ${error}`)

const bringUpToDate = async (settings: Pick<Config, 'dataDir' | 'databaseUrl' | 'clickHouse'>) =>
  (await openStores(settings, report)).close()

const everything = ({ links, clicks }: FolderFiles): Promise<MoveSource> =>
  sqliteMoveSource([links, clicks as unknown as Kysely<unknown>])

async function legs({ destination, clicksTo }: Move, files: FolderFiles): Promise<Leg[]> {
  const source = await everything(files)
  if (!clicksTo) return [await legOf(source, destination)]
  return [
    await legOf(source, destination, KEPT_OF_CLICKS),
    await legOf(sqlClicksSource(files.clicks), clicksTo.destination),
  ]
}

/** Makes both sides ready, each with all its tables. */
async function begin({ config, folder, to, db }: Move): Promise<void> {
  await bringUpToDate({ ...config, databaseUrl: null })
  const tables = await withLiveFiles(folder, async (files) => (await everything(files)).tables())
  await assertEmpty(
    db,
    tables.map(({ name }) => name),
  )
  await bringUpToDate({ ...config, databaseUrl: to })
  await beginMove(db)
}

const sayWhatIsNext = ({ folder, to, clicksTo }: Move) =>
  note(
    `Now start Fluxly with DATABASE_URL=${shown(to)}${clicksTo ? `, CLICKHOUSE_URL=${shown(clicksTo.url)}` : ''} and the same FLUXLY_DATA_DIR, which keeps the secret and the spool.\n` +
      `The files of SQLite stay in ${folder.path} as they are; Fluxly does not serve them any more.`,
  )

/** Copies the rest from a folder that nobody serves, and ends the move where both sides are equal. */
async function finish(moving: Move): Promise<number> {
  const { config, folder, db, clicksTo } = moving
  await foldWhatIsLeft({ ...config, databaseUrl: null }, folder)
  const isWhole = await withStillFiles(folder, async (files) => {
    if (!(await proveAll(await legs(moving, files)))) return false
    const source = await everything(files)
    markMoved(folder)
    await endMove(db, (table) => source.highest(table))
    return true
  })
  if (!isWhole) return 1
  await clicksTo?.end()
  sayWhatIsNext(moving)
  return 0
}

/** Whether a move was ended in all places but ClickHouse. */
const lacksOnlyItsEnd = async ({ folder, db, clicksTo }: Move): Promise<boolean> =>
  clicksTo !== null &&
  isMoved(folder) &&
  !(await isMoving(db)) &&
  (await clicksTo.isMoving()) &&
  (await placeOfClicks(db as unknown as Kysely<ClicksSchema>)) !== 'sql'

/** Clicks that are in ClickHouse stay there when the rest is moved. */
const assertClicksToMove = (folder: DataFolder) =>
  withLiveFiles(folder, async ({ clicks }) => {
    if ((await placeOfClicks(clicks)) === 'clickhouse')
      throw new CommandFailed(
        'The clicks of this installation are in ClickHouse already: leave out --clicks-to.',
      )
  })

async function run(moving: Move): Promise<number> {
  const { folder, db, clicksTo } = moving
  if (await lacksOnlyItsEnd(moving)) {
    await clicksTo?.end()
    sayWhatIsNext(moving)
    return 0
  }
  if (clicksTo) {
    await assertClicksToMove(folder)
    await assertReady(clicksTo)
  }
  if (!(await isMoving(db))) await begin(moving)
  else if (clicksTo) await assertEmpty(db, KEPT_OF_CLICKS)
  const copy = () => withLiveFiles(folder, async (files) => copyAll(await legs(moving, files)))
  const unlock = await copyUntilStopped(folder, copy)
  return finish(moving).finally(unlock)
}

/** Moves everything in the data folder into an empty database, clicks into ClickHouse where it is given. The exit code. */
export async function move(given: Config, to: string, clickHouse: Config['clickHouse']): Promise<number> {
  const config = { ...given, clickHouse: clickHouse === null ? given.clickHouse : null }
  const folder = dataFolder(config.dataDir)
  assertSomethingToMove(folder)
  endOnSignals()
  const withClicks = (db: Kysely<MovingSchema>) => (clicksTo: ClicksTo | null) =>
    run({ config, folder, to, db, destination: postgresMoveDestination(db), clicksTo })
  return inWords(to, () => onOneConnection(to, (db) => withClicksTo(clickHouse, withClicks(db))))
}
