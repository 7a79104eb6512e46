/**
 * The spool: where a click goes before its redirect leaves. SQLite files in write-ahead mode, one row for all the
 * clicks of a turn of the event loop. A file is written for a short while, then sealed, handed over and deleted.
 */
import { Database, type Statement } from 'bun:sqlite'
import { closeSync, fdatasync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RawClick } from '../../domain/click.ts'
import type { ClickSpool } from '../../ports/spool.ts'
import { SpoolRowWriter } from './spool-row.ts'

export interface SpoolEvents {
  /** A file will not be written again; it is on disk or about to be. */
  sealed(path: string, clicks: number): void
  /** Clicks could not be written and are gone. */
  lost(clicks: number, error: unknown): void
  /** A file's log could not be put on disk: its clicks would not survive a power cut. */
  unsynced(error: unknown): void
}

export interface SpoolSettings {
  /** When a click has to be on disk: within a second, or before its redirect leaves. */
  sync: 'second' | 'always'
  /** How long a file is written after its first click, in milliseconds. */
  sealAfter: number
}

function syncInThread(path: string, failed: (error: unknown) => void): void {
  const file = openSync(path, 'r')
  fdatasync(file, (error) => {
    closeSync(file)
    if (error) failed(error)
  })
}

/** A file that is being written. */
class SpoolFile {
  readonly path: string
  clicks = 0
  readonly #db: Database
  readonly #insert: Statement
  readonly rows = new SpoolRowWriter()

  constructor(path: string, sync: SpoolSettings['sync']) {
    this.path = path
    this.#db = new Database(path, { create: false, readwrite: true, strict: true })
    // SQLite would sync the head of a new log on the event loop; {@link sync} does it all in a thread.
    this.#db.run(`pragma synchronous = ${sync === 'always' ? 'full' : 'off'}`)
    this.#db.run('pragma wal_autocheckpoint = 0')
    this.#insert = this.#db.query('insert into turns (texts, clicks) values (?, ?)')
    // Used at once, so that a process that runs out of file descriptors later finds them open.
    this.write()
  }

  /** Writes the clicks that were added to its rows. */
  write(): void {
    const clicks = this.rows.waiting
    const row = this.rows.take()
    try {
      this.#insert.run(row.texts, row.clicks)
    } catch (error) {
      this.rows.forget()
      throw error
    }
    this.clicks += clicks
  }

  /** Puts the log and its name on disk, in a thread. The log holds no locks, so that a descriptor of our own is harmless. */
  sync(failed: (error: unknown) => void): void {
    syncInThread(`${this.path}-wal`, failed)
    syncInThread(dirname(this.path), failed)
  }

  close(): void {
    this.#db.close()
  }
}

export class SqliteSpool implements ClickSpool {
  /** Clicks written since the start. */
  recorded = 0
  /** Clicks that could not be written since the start. */
  lost = 0
  readonly #settings: SpoolSettings
  readonly #events: SpoolEvents
  /** Opened ahead: to change files then takes neither disk nor descriptors. */
  readonly #ready: SpoolFile[] = []
  readonly #sealed = new Map<string, SpoolFile>()
  #file: SpoolFile
  #committed: Promise<void> | null = null
  #commitDone: () => void = () => undefined
  #sealTimer: ReturnType<typeof setTimeout> | null = null

  /** `file` is an empty spool file. */
  constructor(file: string, settings: SpoolSettings, events: SpoolEvents) {
    this.#settings = settings
    this.#events = events
    this.#file = new SpoolFile(file, settings.sync)
  }

  /** All clicks of one turn of the event loop share a commit; their redirects wait for it together. */
  record(click: RawClick): Promise<void> {
    this.#file.rows.add(click)
    this.#committed ??= this.#beginTurn()
    return this.#committed
  }

  /** One more look at the sockets before the commit: under load it gathers half as many clicks again, and costs no waiting. */
  #beginTurn(): Promise<void> {
    setImmediate(() => setImmediate(() => this.#commit()))
    return new Promise((done) => {
      this.#commitDone = done
    })
  }

  #commit(): void {
    if (!this.#committed) return
    const clicks = this.#file.rows.waiting
    const done = this.#commitDone
    this.#committed = null
    try {
      this.#file.write()
      this.recorded += clicks
      this.#sealTimer ??= setTimeout(() => this.#sealInTime(), this.#settings.sealAfter)
    } catch (error) {
      this.lost += clicks
      this.#events.lost(clicks, error)
    }
    done()
  }

  /** Gives the spool another empty file to go on with. Throws where it cannot be opened. */
  supply(path: string): void {
    this.#ready.push(new SpoolFile(path, this.#settings.sync))
  }

  /** Closes the empty files that were supplied and not needed; their paths. */
  closeUnused(): string[] {
    for (const file of this.#ready) file.close()
    return this.#ready.splice(0).map((file) => file.path)
  }

  /** A sealed file has been opened by its reader, so that closing it here costs nothing. */
  release(path: string): void {
    this.#sealed.get(path)?.close()
    this.#sealed.delete(path)
  }

  /** Seals the file if there is another to go on with; without one (the reader is behind) it grows on. */
  #sealInTime(): void {
    this.#commit() // The turn that is under way ends in the file that it began in.
    this.#sealTimer = null
    this.#sync()
    const next = this.#ready.shift()
    if (next) this.#goOnWith(next)
    else this.#sealTimer = setTimeout(() => this.#sealInTime(), this.#settings.sealAfter)
  }

  #sync(): void {
    try {
      this.#file.sync((error) => this.#events.unsynced(error))
    } catch (error) {
      this.#events.unsynced(error)
    }
  }

  #goOnWith(next: SpoolFile): void {
    const full = this.#file
    this.#file = next
    this.#sealed.set(full.path, full)
    this.#events.sealed(full.path, full.clicks)
  }

  /** Commits what is left and seals the last file. */
  close(): void {
    this.#commit()
    if (this.#sealTimer) clearTimeout(this.#sealTimer)
    this.#sealed.set(this.#file.path, this.#file)
    this.#events.sealed(this.#file.path, this.#file.clicks)
  }
}
