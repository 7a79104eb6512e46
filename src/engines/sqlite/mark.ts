/**
 * What a database held when it was last known to be on disk, kept in a file beside it. SQLite finds nothing wrong when the end
 * of its log is gone: it opens an older database. See docs/decisions/0005.
 */
import type { Database } from 'bun:sqlite'
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { DatabaseRefused } from '../sql/refused.ts'
import { openReader } from './reader.ts'

/** How many rows each table was given so far, and how many changes of links were counted: numbers that only grow. */
type Held = Record<string, number>

const WIDTH = 256

export const markOf = (path: string) => `${path}-mark`

function kept(path: string): Held {
  if (!existsSync(markOf(path))) return {}
  try {
    return JSON.parse(readFileSync(markOf(path), 'utf8')) as Held
  } catch {
    // A power cut may tear the mark; then it marks nothing.
    return {}
  }
}

/** What a database holds now. */
function heldBy(db: Database): Held {
  const changes = db.query<{ user_version: number }, []>('pragma user_version').get()?.user_version ?? 0
  return { ...Object.fromEntries(rowsGiven(db).map(({ name, seq }) => [name, seq])), changes }
}

function rowsGiven(db: Database): { name: string; seq: number }[] {
  try {
    return db.query<{ name: string; seq: number }, []>('select name, seq from sqlite_sequence').all()
  } catch {
    // The first table that counts up by itself is not made yet.
    return []
  }
}

/** Throws {@link DatabaseRefused} where a database holds less than it did. Only reads, so that what is left stays as it is. */
export function assertNothingLost(path: string): void {
  if (!existsSync(path) || !existsSync(markOf(path))) return
  const before = kept(path)
  const db = openReader(path)
  try {
    const now = heldBy(db)
    const lost = Object.entries(before)
      .map(([name, count]) => ({ name, count: count - (now[name] ?? 0) }))
      .filter(({ count }) => count > 0)
    if (lost.length === 0) return
    const what = lost.map(({ name, count }) => `${count} of ${name}`).join(', ')
    throw new DatabaseRefused(
      `${path} has lost what it kept (${what}): its -wal file was damaged or removed. Restore a backup (fluxly restore FILE), or delete ${markOf(path)} to go on without.`,
    )
  } finally {
    db.close()
  }
}

/** Keeps the mark of a database that is open. */
export class Mark {
  readonly #path: string
  readonly #db: Database
  #file: number | null = null
  #last = ''

  constructor(db: Database, path: string) {
    this.#db = db
    this.#path = path
  }

  /** What the database holds now, to be kept when it is on disk. */
  look(): string {
    return JSON.stringify(heldBy(this.#db)).padEnd(WIDTH)
  }

  /** Keeps what was looked at. A mark that cannot be written stays behind, which only makes it weaker. */
  keep(held: string): void {
    if (held === this.#last) return
    const path = markOf(this.#path)
    try {
      this.#file ??= openSync(path, existsSync(path) ? 'r+' : 'w', 0o600)
      writeSync(this.#file, held, 0)
      this.#last = held
    } catch {
      this.#last = ''
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }
}
