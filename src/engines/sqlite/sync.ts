/** Getting what SQLite wrote onto the disk without stopping the event loop. */
import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Mark } from './mark.ts'

const datasync = promisify(fdatasync)

/** Called once, when the disk refuses a sync: from then on nothing can be promised, so the process has to end. */
export type SyncFailed = (error: unknown) => void

/**
 * Syncs a file for many waiters at once: all who ask while a sync runs share the next one.
 * Only for `-wal` files: SQLite holds no lock on them, whereas closing a descriptor of a database file drops SQLite's locks.
 */
export class GroupSync {
  readonly #file: number
  readonly #mark: Mark
  readonly #failed: SyncFailed
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null
  /** What made a sync fail. The system takes for written what it could not write, so that to sync again would prove nothing. */
  #failure: unknown = null

  /** `mark` keeps what the database held when a sync began that ended well. */
  constructor(path: string, mark: Mark, failed: SyncFailed) {
    // Opened at once: who opens a file after a failure does not hear of it, and who runs out of descriptors cannot.
    this.#file = openSync(path, 'r')
    this.#mark = mark
    this.#failed = failed
  }

  /** Throws where a sync has failed. */
  assertSound(): void {
    if (this.#failure !== null) throw this.#failure
  }

  /** A sync has failed, here or in SQLite: there is no other. */
  fail(error: unknown): void {
    if (this.#failure !== null) return
    this.#failure = error
    this.#failed(error)
  }

  /** Resolves when everything written to the file before the call is on disk. */
  async flushed(): Promise<void> {
    if (!this.#running) return this.#start()
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#start())
    return this.#next
  }

  #start(): Promise<void> {
    this.#next = null
    this.assertSound()
    this.#running = this.#sync().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #sync(): Promise<void> {
    const held = this.#mark.look()
    try {
      await datasync(this.#file)
    } catch (error) {
      this.fail(error)
      throw error
    }
    this.#mark.keep(held)
  }

  close(): void {
    closeSync(this.#file)
  }
}
