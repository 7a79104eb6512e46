/** A data folder that is moved from: read while its server runs, then taken, and held still. */
import { existsSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { ClicksSchema } from '../engines/sql/clicks-schema.ts'
import type { SqlEngine } from '../engines/sql/engine.ts'
import type { DataFolder } from '../engines/sqlite/folder.ts'
import { lockIfFree } from '../engines/sqlite/folder-locks.ts'
import { fullySynced } from '../engines/sqlite/open.ts'
import { CommandFailed, note } from './command.ts'

/** How long a server that was asked to stop is waited for before what it wrote meanwhile is copied too. */
const CATCH_UP_EVERY = 60_000
const LOOK_EVERY = 200
const INTERRUPTED = 130

/** What is in a folder's files: of the first everything but clicks. */
export interface FolderFiles {
  links: Kysely<unknown>
  clicks: Kysely<ClicksSchema>
}

export function assertSomethingToMove({ path, links, clicks }: DataFolder): void {
  for (const file of [links, clicks])
    if (!existsSync(file))
      throw new CommandFailed(
        `There is nothing to move in ${path}: set FLUXLY_DATA_DIR to the folder of the server.`,
      )
}

/** Does something with a folder's databases open. */
async function withDatabases<T>(
  folder: DataFolder,
  work: (links: SqlEngine<unknown>, clicks: SqlEngine<ClicksSchema>) => Promise<T>,
): Promise<T> {
  const [links, clicks] = [fullySynced<unknown>(folder.links), fullySynced<ClicksSchema>(folder.clicks)]
  try {
    return await work(links, clicks)
  } finally {
    await links.close()
    await clicks.close()
  }
}

/** Does something with what SQLite holds, as it is at each moment. */
export const withLiveFiles = <T>(folder: DataFolder, work: (files: FolderFiles) => Promise<T>): Promise<T> =>
  withDatabases(folder, (links, clicks) => work({ links: links.db, clicks: clicks.db }))

/** Does something while nobody else can write to SQLite: not a server, not a command. */
export const withStillFiles = <T>(folder: DataFolder, work: (files: FolderFiles) => Promise<T>): Promise<T> =>
  withDatabases(folder, (links, clicks) =>
    links.write((l) => clicks.write((c) => work({ links: l, clicks: c }))),
  )

/** Takes the folder once its server has stopped; null where it does not within so many milliseconds. */
async function lockWithin(folder: DataFolder, patience: number): Promise<(() => void) | null> {
  for (let left = patience; ; left -= LOOK_EVERY) {
    const unlock = lockIfFree(folder)
    if (unlock || left <= 0) return unlock
    await Bun.sleep(LOOK_EVERY)
  }
}

/** Copies while a server runs. Resolves when it has stopped, with how to let go of the folder. */
export async function copyUntilStopped(folder: DataFolder, copy: () => Promise<void>): Promise<() => void> {
  for (let patience = 0; ; patience = CATCH_UP_EVERY) {
    const unlock = await lockWithin(folder, patience)
    if (unlock) return unlock
    note('Copying what is there; the server goes on meanwhile.')
    await copy()
    note(
      'Now stop the server. What it wrote meanwhile follows at once, and then you start it with its new settings.',
    )
  }
}

/** Everything that was copied stays; what was under way the databases undo. */
export function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      note('\nInterrupted. The same command goes on from here.')
      process.exit(INTERRUPTED)
    })
}
