/** Files and folders that are there after a power cut: a file once it was synced, its name once its folder was. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Puts a file on disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Puts the names in a folder on disk. Some file systems, of other machines above all, know no such thing, and that is no failure. */
export function syncNames(folder: string): void {
  try {
    syncFile(folder)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EINVAL') throw error
  }
}

/** Makes a folder for its owner's eyes only, with those above it, where it is not there. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  const topmost = resolve(first)
  for (let made = resolve(path); made.length >= topmost.length; made = dirname(made)) syncNames(dirname(made))
}

/** Writes a file for its owner's eyes only, whole or not at all. Of processes that write one at once the last has it. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.new`
  writeFileSync(unfinished, text, { mode: 0o600 })
  moveWhole(unfinished, path)
}

/** Gives a file its name once it is on disk. */
export function moveWhole(from: string, to: string): void {
  syncFile(from)
  renameSync(from, to)
  syncNames(dirname(to))
}

/** Whether the disk of a folder takes anything new. */
export async function takesFiles(folder: string): Promise<boolean> {
  const path = join(folder, `.probe-${process.pid}`)
  try {
    const file = await open(path, 'w', 0o600)
    await file
      .write('probe')
      .then(() => file.sync())
      .finally(() => file.close())
    return true
  } catch {
    return false
  } finally {
    await rm(path, { force: true }).catch(() => undefined)
  }
}

/** From then on, in milliseconds, whoever asks has the disk looked at again. */
const LOOK_AGAIN_AFTER = 2_000

/** Whether the disk of a folder takes anything new, as the last look at it found: who asks never waits for the disk. */
export class DiskWatch {
  readonly #folder: string
  #takesFiles = true
  /** When the next look is due; while one is under way there is no other. */
  #again = Number.NEGATIVE_INFINITY

  constructor(folder: string) {
    this.#folder = folder
  }

  get takesFiles(): boolean {
    if (performance.now() > this.#again) void this.#look()
    return this.#takesFiles
  }

  async #look(): Promise<void> {
    this.#again = Number.POSITIVE_INFINITY
    this.#takesFiles = await takesFiles(this.#folder)
    this.#again = performance.now() + LOOK_AGAIN_AFTER
  }
}
