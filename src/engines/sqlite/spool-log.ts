/** The write-ahead log of a spool file, read as it stands: SQLite drops what it cannot trust without saying how much that is. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs'

// https://sqlite.org/fileformat2.html#walformat
const HEADER = 32
const FRAME_HEADER = 24
const USUAL_PAGE = 4096
const isPage = (size: number) => size >= 512 && size <= 65_536 && (size & (size - 1)) === 0

/** How many commits were written to a log, whether they can be trusted or not. Each is a turn of clicks. */
export function commitsInLog(path: string): number {
  if (!existsSync(path)) return 0
  const file = openSync(path, 'r')
  try {
    return countCommits(file)
  } finally {
    closeSync(file)
  }
}

function countCommits(file: number): number {
  const header = Buffer.alloc(HEADER)
  readSync(file, header, 0, HEADER, 0)
  const page = header.readUInt32BE(8)
  const length = FRAME_HEADER + (isPage(page) ? page : USUAL_PAGE)
  const frame = Buffer.alloc(FRAME_HEADER)
  const last = Buffer.alloc(1)
  let commits = 0
  // A frame that a kill cut short was answered to nobody.
  for (let at = HEADER; readSync(file, last, 0, 1, at + length - 1) === 1; at += length) {
    readSync(file, frame, 0, FRAME_HEADER, at)
    if (frame.readUInt32BE(4) > 0) commits++
  }
  return commits
}
