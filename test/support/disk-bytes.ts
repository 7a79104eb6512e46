/** What of a file is on disk: what was synced, and by chance some of the rest. */

/** A disk writes a sector whole or not at all. */
const SECTOR = 512
/** What the system writes to the disk, or takes for written, at once. */
export const PAGE = 4096

/** Chooses, from 0 to 1, what of all that was not synced is on disk all the same. */
export type Chance = () => number

const piece = (bytes: Buffer, number: number, size: number) =>
  bytes.subarray(number * size, (number + 1) * size)

/** What was synced, with some of the sectors that were written since. */
export function torn(before: Buffer, now: Buffer, chance: Chance): Buffer {
  const bytes = Buffer.alloc(chance() < 0.5 ? before.length : now.length)
  before.copy(bytes)
  for (let sector = 0; sector * SECTOR < bytes.length; sector++)
    if (chance() < 0.5) piece(now, sector, SECTOR).copy(bytes, sector * SECTOR)
  return bytes
}

/** What a sync leaves on disk: all that stands in a file, save what was refused before and not written anew. */
export function synced(before: Buffer, now: Buffer, refused: Map<number, Buffer>): Buffer {
  for (const [number, failed] of refused) {
    const page = piece(now, number, PAGE)
    if (page.equals(failed)) {
      page.fill(0)
      piece(before, number, PAGE).copy(page)
    } else refused.delete(number)
  }
  return now
}

/** The pages of a file that differ from what is on disk. */
export function unsyncedPages(before: Buffer, now: Buffer): Map<number, Buffer> {
  const pages = new Map<number, Buffer>()
  for (let number = 0; number * PAGE < now.length; number++) {
    const page = piece(now, number, PAGE)
    if (!page.equals(piece(before, number, PAGE))) pages.set(number, page)
  }
  return pages
}
