/** Files on a disk that went bad. */
import { Database } from 'bun:sqlite'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGE = 4096

/** Turns one bit in the middle of a file. */
export function turnOneBit(path: string): void {
  const bytes = readFileSync(path)
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] ?? 0) ^ 0x01
  writeFileSync(path, bytes)
}

/** Takes the second half of a file away. */
export const cutInHalf = (path: string): void => truncateSync(path, Math.floor(statSync(path).size / 2))

/** Writes nonsense over all pages of a database but the first ones and the last; its log is taken into it before. */
export function spoilMiddle(path: string): void {
  const db = new Database(path)
  db.run('pragma wal_checkpoint(truncate)')
  db.close()
  const bytes = readFileSync(path)
  bytes.fill(0xa5, 3 * PAGE, bytes.length - PAGE)
  writeFileSync(path, bytes)
}

/** The spool files in a folder. */
export const spoolFilesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.spool'))
    .map((name) => join(folder, name))

/** A file that nobody has opened yet has no log. */
const logSize = (path: string) => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0

/** The spool file in a folder with the most clicks in its log. */
export const fullestIn = (folder: string): string =>
  spoolFilesIn(folder).sort((a, b) => logSize(b) - logSize(a))[0] ?? ''
