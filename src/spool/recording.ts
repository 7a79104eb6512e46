/** Recording clicks: the spool that redirects write, from the side of the process that answers them. */
import { SqliteSpool } from '../engines/sqlite/spool.ts'
import type { Log } from '../ports/log.ts'
import type { ClickSpool } from '../ports/spool.ts'
import type { SpoolWriter } from './folding.ts'

export interface RecordingSettings {
  /** When a click has to be on disk: within a second, or before its redirect leaves. */
  clickSync: 'second' | 'always'
}

/** Who folds what is recorded: a thread of this process, or the process above. */
export interface SpoolFolder {
  /** A file with so many clicks will not be written again. */
  handOver(path: string, clicks: number): void
  /** An empty file could not be opened. */
  refuse(path: string): void
  /** An empty file was closed and is not needed. */
  giveBack(path: string): void
}

/** Less than the second within which a click is on disk, and long enough that a fold finds many clicks of each link. */
const SEAL_AFTER = 900
/** A broken disk breaks every redirect's click: the log hears of it once in so many milliseconds. */
const LOSS_REPORT_EVERY = 5_000

export class Recording implements SpoolWriter {
  readonly #spool: SqliteSpool
  readonly #folder: SpoolFolder
  readonly #log: Log
  #unreported = 0
  #lastReport = Number.NEGATIVE_INFINITY

  /** `file` is an empty spool file. */
  constructor(file: string, { clickSync }: RecordingSettings, folder: SpoolFolder, log: Log) {
    this.#folder = folder
    this.#log = log
    this.#spool = new SqliteSpool(
      file,
      { sync: clickSync, sealAfter: SEAL_AFTER },
      {
        sealed: (path, clicks) => folder.handOver(path, clicks),
        lost: (clicks, error) => this.#reportLoss(clicks, error),
        unsynced: (error) => log.warn({ err: error }, 'clicks are written, but could not be put on disk'),
      },
    )
  }

  get spool(): ClickSpool {
    return this.#spool
  }

  /** Clicks written since the start. */
  get recorded(): number {
    return this.#spool.recorded
  }

  /** Clicks that could not be written since the start. */
  get lost(): number {
    return this.#spool.lost
  }

  supply(path: string): void {
    try {
      this.#spool.supply(path)
    } catch (error) {
      this.#log.warn({ err: error }, 'an empty spool file could not be opened; another is made')
      this.#folder.refuse(path)
    }
  }

  release(path: string): void {
    this.#spool.release(path)
  }

  #reportLoss(clicks: number, error: unknown): void {
    this.#unreported += clicks
    if (performance.now() - this.#lastReport < LOSS_REPORT_EVERY) return
    this.#log.error(
      { err: error, clicks: this.#unreported },
      'clicks could not be written and are lost; their redirects went out',
    )
    this.#lastReport = performance.now()
    this.#unreported = 0
  }

  /** Commits and seals what is left; gives back the files that were not needed. */
  close(): void {
    this.#spool.close()
    for (const unused of this.#spool.closeUnused()) this.#folder.giveBack(unused)
  }
}
