/** The spool's files from the reader's side: made ready, read, deleted. */
import { Database } from 'bun:sqlite'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RawClick } from '../../domain/click.ts'
import type { SpoolPart } from '../../ports.ts'
import type { SpooledClick } from './spool.ts'

const ENDING = '.spool'
/** A part is folded in one transaction: large enough to be cheap, small enough to fit in memory many times. */
const CLICKS_A_PART = 20_000

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** Makes an empty spool file that survives a power cut. Its path. */
export function makeSpoolFile(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, Bun.randomUUIDv7() + ENDING)
  const db = new Database(path, { create: true, readwrite: true, strict: true })
  db.run('pragma synchronous = full')
  db.run('pragma journal_mode = wal')
  db.run('create table turns (id integer primary key, clicks text not null)')
  db.close()
  syncFolder(folder)
  return path
}

/** The spool files in a folder, oldest first. */
export function spoolFiles(folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const names = readdirSync(folder).filter((name) => name.endsWith(ENDING))
  return names.sort().map((name) => join(folder, name))
}

const toRawClick = ([link, at, ip, userAgent, referrer]: SpooledClick): RawClick => ({
  link,
  at,
  ip,
  userAgent,
  referrer,
})

/** Opens a spool file that nobody writes any more. Read-only, so that closing it copies nothing. */
export function openSpoolFile(path: string) {
  const db = new Database(path, { readonly: true, strict: true })
  db.query('select count(*) from turns').get()

  /** The file's clicks in parts, the same parts each time. */
  function* parts(): Generator<SpoolPart> {
    const name = path.slice(path.lastIndexOf('/') + 1, -ENDING.length)
    let clicks: RawClick[] = []
    let number = 0
    const part = (): SpoolPart => ({ id: `${name}/${number++}`, clicks })
    for (const row of db.query<{ clicks: string }, []>('select clicks from turns order by id').iterate()) {
      for (const click of JSON.parse(row.clicks) as SpooledClick[]) clicks.push(toRawClick(click))
      if (clicks.length < CLICKS_A_PART) continue
      yield part()
      clicks = []
    }
    if (clicks.length > 0) yield part()
  }

  return { parts, close: () => db.close() }
}

/** Settles a file whose writer died: what it committed is kept, a torn end is dropped. Throws where nothing can be read. */
export function settleSpoolFile(path: string): void {
  const db = new Database(path, { create: false, readwrite: true, strict: true })
  try {
    db.run('pragma wal_checkpoint(truncate)')
    db.query('select 1 from turns limit 1').get()
  } finally {
    db.close()
  }
}

/** Puts a file that cannot be read out of the way, where it can be looked at. Its new path. */
export function setAside(path: string): string {
  const aside = `${path}.damaged`
  renameSync(path, aside)
  return aside
}

/** Deletes a spool file with all that belongs to it. */
export function deleteSpoolFile(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true })
}
