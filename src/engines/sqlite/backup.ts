/** Copies of SQLite files that are whole at one moment, also while a server writes them. */
import { Database } from 'bun:sqlite'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseRefused } from '../sql/refused.ts'
import { openDatabase } from './database-file.ts'
import { markOf } from './mark.ts'

/** Writes a copy of a database to a new file. Copying the file itself would tear it. */
export function copyDatabase(from: string, to: string): void {
  const db = new Database(from, { readonly: true })
  try {
    db.run('pragma busy_timeout = 10000')
    db.run('vacuum into ?', [to])
  } finally {
    db.close()
  }
}

/** Throws {@link DatabaseRefused} where a file is not a whole database of ours. */
export function assertWhole(path: string): void {
  if (!existsSync(path)) throw new DatabaseRefused(`${basename(path)} is missing.`)
  const db = openDatabase(path, 'full')
  try {
    const found = db.query<{ integrity_check: string }, []>('pragma integrity_check(5)').all()
    if (found[0]?.integrity_check !== 'ok')
      throw new DatabaseRefused(
        `${basename(path)} is damaged: ${found.map((row) => row.integrity_check).join('; ')}`,
      )
  } finally {
    db.close()
  }
}

/** Moves a database, with what belongs to it, into another folder, if it is there. */
export function moveDatabase(path: string, folder: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, markOf(path)]) {
    if (!existsSync(file)) continue
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    renameSync(file, join(folder, basename(file)))
  }
}
