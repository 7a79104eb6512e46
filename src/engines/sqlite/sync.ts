/** Getting what SQLite wrote onto the disk without stopping the event loop. */
import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Mark } from './mark.ts'

const datasync = promisify(fdatasync)

/**
 * Syncs a file for many waiters at once: all who ask while a sync runs share the next one.
 * Only for `-wal` files: SQLite holds no lock on them, whereas closing a descriptor of a database file drops SQLite's locks.
 */
export class GroupSync {
  readonly #path: string
  readonly #mark: Mark
  #file: number | null = null
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null

  /** `mark` keeps what the database held when a sync began that ended well. */
  constructor(path: string, mark: Mark) {
    this.#path = path
    this.#mark = mark
  }

  /** Resolves when everything written to the file before the call is on disk. */
  flushed(): Promise<void> {
    if (!this.#running) return this.#start()
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#start())
    return this.#next
  }

  #start(): Promise<void> {
    this.#next = null
    this.#file ??= openSync(this.#path, 'r')
    const held = this.#mark.look()
    this.#running = datasync(this.#file)
      .then(() => this.#mark.keep(held))
      .finally(() => {
        this.#running = null
      })
    return this.#running
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }
}
