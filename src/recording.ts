/** Recording clicks: the spool that redirects write, and the thread that folds what it hands over. */
import { dataFolder } from './engines/sqlite/folder.ts'
import { SqliteSpool } from './engines/sqlite/spool.ts'
import { clearLeftovers, deleteSpoolFile, makeSpoolFile, spoolFiles } from './engines/sqlite/spool-files.ts'
import type { FoldThreadSettings, FromFoldThread, ToFoldThread } from './fold-thread.ts'
import type { ClickSpool, Log } from './ports.ts'

export interface RecordingSettings extends FoldThreadSettings {
  clickSync: 'second' | 'always'
}

/** What can be counted of recording; for /metrics. */
export interface RecordingFigures {
  recorded: number
  lost: number
  /** Clicks folded since the start, those left by an earlier server included. */
  folded: number
  /** Clicks of this server that are not folded yet. */
  waitingClicks: number
  /** Files that wait to be folded or are being folded. */
  waitingFiles: number
  foldFailures: number
}

/** Half of what SPEC allows between a click and its being seen, less the time a fold takes. */
const SEAL_AFTER = 700
const FILES_READY = 2
/** A broken disk breaks every redirect's click: the log hears of it once in so many milliseconds. */
const LOSS_REPORT_EVERY = 5_000
const RESTART_AFTER = 1_000
const SUPPLY_AGAIN_AFTER = 1_000

export class Recording {
  readonly spool: ClickSpool
  readonly #spool: SqliteSpool
  readonly #settings: RecordingSettings
  readonly #log: Log
  #thread: Worker | null = null
  /** Files handed over and not yet folded, and how they came to be. */
  readonly #waiting = new Map<string, 'fold' | 'adopt'>()
  #folded = 0
  #foldedOwn = 0
  #foldFailures = 0
  #unreported = 0
  #lastReport = Number.NEGATIVE_INFINITY
  #stopped: (() => void) | null = null

  constructor(settings: RecordingSettings, log: Log) {
    this.#settings = settings
    this.#log = log
    const folder = dataFolder(settings.dataDir).spool
    clearLeftovers(folder)
    for (const left of spoolFiles(folder)) this.#waiting.set(left, 'adopt')
    if (this.#waiting.size > 0)
      log.info({ files: this.#waiting.size }, 'clicks that the last server left are being folded')
    const ready = Array.from({ length: FILES_READY + 1 }, () => makeSpoolFile(folder))
    this.#spool = new SqliteSpool(
      ready,
      { sync: settings.clickSync, sealAfter: SEAL_AFTER },
      {
        sealed: (path) => this.#handOver(path),
        lost: (clicks, error) => this.#reportLoss(clicks, error),
        unsynced: (error) => log.warn({ err: error }, 'clicks are written, but could not be put on disk'),
      },
    )
    this.spool = this.#spool
    this.#startThread()
  }

  get figures(): RecordingFigures {
    const { recorded, lost } = this.#spool
    return {
      recorded,
      lost,
      folded: this.#folded,
      waitingClicks: recorded - this.#foldedOwn,
      waitingFiles: this.#waiting.size,
      foldFailures: this.#foldFailures,
    }
  }

  #startThread(): void {
    const thread = new Worker(new URL('./fold-thread.ts', import.meta.url).href, { smol: true })
    thread.onmessage = ({ data }: MessageEvent<FromFoldThread>) => this.#hear(data)
    thread.onerror = (event) => {
      this.#log.error({ error: event.message }, 'the fold thread broke and is started again')
      thread.terminate()
      setTimeout(() => this.#startThread(), RESTART_AFTER)
    }
    this.#thread = thread
    const { dataDir, databaseUrl, plans, countryFile, ownHosts } = this.#settings
    this.#tell({ type: 'start', settings: { dataDir, databaseUrl, plans, countryFile, ownHosts } })
    for (const [path, type] of this.#waiting) this.#tell({ type, path })
  }

  #tell(message: ToFoldThread): void {
    this.#thread?.postMessage(message)
  }

  #handOver(path: string): void {
    this.#waiting.set(path, 'fold')
    this.#tell({ type: 'fold', path })
    if (!this.#stopped) this.#tell({ type: 'supply' })
  }

  #hear(message: FromFoldThread): void {
    if (message.type === 'supplied') this.#supply(message.path)
    if (message.type === 'opened') this.#spool.release(message.path)
    if (message.type === 'folded') this.#forget(message.path, message.clicks)
    if (message.type === 'stopped') this.#stopped?.()
    if (message.type === 'kept-house') this.#log.debug({ ...message }, 'house was kept')
    if (message.type === 'damaged')
      this.#log.error(
        { file: message.path, error: message.error },
        'a spool file is damaged; what could not be read of it is kept',
      )
    if (message.type === 'failed') {
      this.#foldFailures++
      this.#log.warn({ what: message.what, error: message.error }, 'the fold thread could not do its work')
    }
  }

  #supply(path: string): void {
    try {
      this.#spool.supply(path)
    } catch (error) {
      this.#log.warn({ err: error }, 'an empty spool file could not be opened; another is made')
      deleteSpoolFile(path)
      setTimeout(() => this.#tell({ type: 'supply' }), SUPPLY_AGAIN_AFTER)
    }
  }

  #forget(path: string, clicks: number): void {
    if (this.#waiting.get(path) === 'fold') this.#foldedOwn += clicks
    this.#waiting.delete(path)
    this.#folded += clicks
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

  /**
   * Seals the last file and folds everything, for at most `patience` milliseconds. What is not folded then stays in the
   * spool for the next start. True where nothing is left.
   */
  async stop(patience: number): Promise<boolean> {
    const stopped = new Promise<void>((done) => {
      this.#stopped = done
    })
    this.#spool.close()
    this.#tell({ type: 'stop' })
    await Promise.race([stopped, Bun.sleep(patience)])
    this.#thread?.terminate()
    for (const unused of this.#spool.closeUnused()) deleteSpoolFile(unused)
    return this.#waiting.size === 0
  }
}
