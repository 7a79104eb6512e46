/**
 * What the last server left in the log of a database, put on disk again before anything is built upon it. Where the disk refused
 * a sync and the server ended, the system still shows what it could not write, and takes it for written: a later sync would pass
 * over it, and a power cut would take it with all that came after. Written anew, it is synced or refused like anything else.
 */
import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { DatabaseRefused } from '../sql/refused.ts'
import { openMarked } from './database-file.ts'
import type { DataFolder } from './folder.ts'

const PIECE = 1 << 20

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function writeAnew(path: string): void {
  const piece = Buffer.alloc(PIECE)
  const file = openSync(path, 'r+')
  try {
    let at = 0
    for (let read = readSync(file, piece, 0, PIECE, at); read > 0; read = readSync(file, piece, 0, PIECE, at))
      at += writeSync(file, piece, 0, read, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** SQLite checks what it reads of the log when it opens it; while it may write, nobody else writes to the log. */
function renewLog(path: string): void {
  const db = openMarked(path, 'full')
  try {
    db.run('begin immediate')
    writeAnew(`${path}-wal`)
    db.run('rollback')
  } catch (error) {
    throw new DatabaseRefused(
      `The disk does not keep ${path} (${(error as Error).message}). See to it, then try again.`,
    )
  } finally {
    db.close()
  }
}

/** Does it for the databases of a folder that no other server has. Throws {@link DatabaseRefused} where the disk refuses it. */
export function renewLogs({ links, clicks }: DataFolder): void {
  for (const path of [links, clicks]) if (sizeOf(path) > 0 && sizeOf(`${path}-wal`) > 0) renewLog(path)
}
