/**
 * Moving an installation from SQLite to PostgreSQL. While the server runs everything is copied, again and again; once it
 * is stopped what is left follows, and both sides are proven equal. See docs/decisions/0019-moving.md.
 */
import { existsSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { Config } from '../config.ts'
import { postgresMoveDestination } from '../engines/postgres/move-destination.ts'
import { assertEmpty, beginMove, endMove, onOneConnection } from '../engines/postgres/move-state.ts'
import { hasTable } from '../engines/postgres/open.ts'
import { MOVING_TABLE, type MovingSchema } from '../engines/sql/moving.ts'
import { type DataFolder, dataFolder, lockIfFree, markMoved } from '../engines/sqlite/folder.ts'
import { sqliteMoveSource } from '../engines/sqlite/move-source.ts'
import { fullySynced } from '../engines/sqlite/open.ts'
import { movedTables } from '../moving/tables.ts'
import type { MoveDestination, MovedTable, MoveSource } from '../ports.ts'
import { openStores } from '../stores.ts'
import { CommandFailed, note } from './command.ts'
import { copyAll, proveAll } from './move-passes.ts'
import { inWords, shown } from './move-words.ts'
import { foldWhatIsLeft } from './spool-left.ts'

/** How long a server that was asked to stop is waited for before what it wrote meanwhile is copied too. */
const CATCH_UP_EVERY = 60_000
const LOOK_EVERY = 200
const INTERRUPTED = 130

interface Move {
  config: Config
  folder: DataFolder
  to: string
  db: Kysely<MovingSchema>
  destination: MoveDestination
}

function assertSomethingToMove({ path, links, clicks }: DataFolder): void {
  for (const file of [links, clicks])
    if (!existsSync(file))
      throw new CommandFailed(
        `There is nothing to move in ${path}: set FLUXLY_DATA_DIR to the folder of the server.`,
      )
}

const report = (message: string, error: unknown) => note(`${message} ${error}`)

/** Does something with what SQLite holds, as it is at each moment. */
async function withLiveSource<T>(folder: DataFolder, work: (source: MoveSource) => Promise<T>): Promise<T> {
  const files = [fullySynced<unknown>(folder.links), fullySynced<unknown>(folder.clicks)]
  try {
    return await work(await sqliteMoveSource(files.map(({ db }) => db)))
  } finally {
    for (const file of files) await file.close()
  }
}

/** Does something while nobody can write to SQLite: not a server, not a command. */
async function withStillSource<T>(folder: DataFolder, work: (source: MoveSource) => Promise<T>): Promise<T> {
  const [links, clicks] = [fullySynced<unknown>(folder.links), fullySynced<unknown>(folder.clicks)]
  try {
    return await links.write((l) => clicks.write(async (c) => work(await sqliteMoveSource([l, c]))))
  } finally {
    await links.close()
    await clicks.close()
  }
}

const bringUpToDate = async (dataDir: string, databaseUrl: string | null) =>
  (await openStores({ dataDir, databaseUrl }, report)).close()

/** Makes both sides ready, each with all its tables. */
async function begin({ folder, to, db }: Move): Promise<void> {
  await bringUpToDate(folder.path, null)
  const tables = await withLiveSource(folder, (source) => source.tables())
  await assertEmpty(
    db,
    tables.map(({ name }) => name),
  )
  await bringUpToDate(folder.path, to)
  await beginMove(db)
}

/** Takes the folder once its server has stopped; null where it does not within so many milliseconds. */
async function lockWithin(folder: DataFolder, patience: number): Promise<(() => void) | null> {
  for (let left = patience; ; left -= LOOK_EVERY) {
    const unlock = lockIfFree(folder)
    if (unlock || left <= 0) return unlock
    await Bun.sleep(LOOK_EVERY)
  }
}

/** Copies while a server runs. Resolves when it has stopped, with how to let go of the folder. */
async function copyUntilStopped({ folder, destination }: Move, tables: MovedTable[]): Promise<() => void> {
  for (let patience = 0; ; patience = CATCH_UP_EVERY) {
    const unlock = await lockWithin(folder, patience)
    if (unlock) return unlock
    note('Copying what is there; the server goes on meanwhile.')
    await withLiveSource(folder, (source) => copyAll({ source, destination }, tables))
    note(
      'Now stop the server. What it wrote meanwhile follows at once, and then you start it with PostgreSQL.',
    )
  }
}

/** Copies the rest from a folder that nobody serves, and ends the move where both sides are equal. */
async function finish({ config, folder, db, destination, to }: Move, tables: MovedTable[]): Promise<number> {
  await foldWhatIsLeft({ ...config, databaseUrl: null }, folder)
  return withStillSource(folder, async (source) => {
    if (!(await proveAll({ source, destination }, tables))) return 1
    markMoved(folder)
    await endMove(db, (table) => source.highest(table))
    note(
      `Now start Fluxly with DATABASE_URL=${shown(to)} and the same FLUXLY_DATA_DIR, which keeps the secret and the spool.\n` +
        `The files of SQLite stay in ${folder.path} as they are; Fluxly does not serve them any more.`,
    )
    return 0
  })
}

/** Everything that was copied stays; what was under way PostgreSQL undoes. */
function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      note('\nInterrupted. The same command goes on from here.')
      process.exit(INTERRUPTED)
    })
}

/** Moves everything in the data folder into an empty database. The exit code. */
export async function move(config: Config, to: string): Promise<number> {
  const folder = dataFolder(config.dataDir)
  assertSomethingToMove(folder)
  endOnSignals()
  const run = async (db: Kysely<MovingSchema>) => {
    const moving = { config, folder, to, db, destination: postgresMoveDestination(db) }
    if (!(await hasTable(db, MOVING_TABLE))) await begin(moving)
    const tables = await withLiveSource(folder, (source) => movedTables(source, moving.destination))
    const unlock = await copyUntilStopped(moving, tables)
    return finish(moving, tables).finally(unlock)
  }
  return inWords(to, () => onOneConnection(to, run))
}
