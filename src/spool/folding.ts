/** Folding clicks, from the server's side: which spool files there are, who writes them, and the thread that folds them. */
import { dataFolder } from '../engines/sqlite/folder.ts'
import { clearLeftovers, deleteSpoolFile, makeSpoolFile, spoolFiles } from '../engines/sqlite/spool-files.ts'
import type { Log } from '../ports/log.ts'
import { startThread } from '../threads.ts'
import { FoldLog } from './fold-log.ts'
import type { FoldThreadSettings, FromFoldThread, ToFoldThread } from './fold-messages.ts'

/** Who writes spool files: this process, or a worker. */
export interface SpoolWriter {
  /** Hands over another empty file to go on with. */
  supply(path: string): void
  /** A sealed file has been opened by its reader: to close it now costs nothing. */
  release(path: string): void
}

/** A file that waits to be folded. */
interface Waiting {
  /** `adopt`: its writer is dead. */
  type: 'fold' | 'adopt'
  /** Null: it was written by an earlier server. */
  writer: SpoolWriter | null
}

const FILES_READY = 2
const RESTART_AFTER = 1_000
const SUPPLY_AGAIN_AFTER = 1_000

export class Folding {
  /** Clicks folded since the start, those left by an earlier server included. */
  folded = 0
  /** Of them, those of this server's writers. */
  foldedOwn = 0
  failures = 0
  readonly #settings: FoldThreadSettings
  readonly #log: Log
  readonly #foldLog: FoldLog
  readonly #folder: string
  #thread: Worker | null = null
  /** Files handed over and not yet folded. */
  readonly #waiting = new Map<string, Waiting>()
  /** Files that a writer has and has not handed over. */
  readonly #written = new Map<string, SpoolWriter>()
  /** Who waits for an empty file; the thread makes them in this order. */
  readonly #asking: SpoolWriter[] = []
  readonly #alive = new Set<SpoolWriter>()
  /** Clicks that came from each writer in files that it handed over or left. */
  readonly #from = new Map<SpoolWriter, number>()
  #stopped: (() => void) | null = null

  /** Clears away what a dead server left unfinished. What it left to be folded waits for `begin`. */
  constructor(settings: FoldThreadSettings, log: Log) {
    this.#settings = settings
    this.#log = log
    this.#foldLog = new FoldLog(log)
    this.#folder = dataFolder(settings.dataDir).spool
    clearLeftovers(this.#folder)
    for (const left of spoolFiles(this.#folder)) this.#waiting.set(left, { type: 'adopt', writer: null })
    if (this.#waiting.size > 0)
      log.info({ files: this.#waiting.size }, 'clicks that the last server left are being folded')
  }

  /** Starts the thread that folds, where it does not run yet. It is started late: who answers goes first. */
  begin(): void {
    if (!this.#thread) this.#startThread()
  }

  /** Files that wait to be folded or are being folded. */
  get waitingFiles(): number {
    return this.#waiting.size
  }

  /** Clicks that a writer handed over, and those that it left and that are folded by now. */
  handedOver(writer: SpoolWriter): number {
    return this.#from.get(writer) ?? 0
  }

  /** Begins a writer with an empty file; the thread makes it others. Throws where it cannot be made. */
  enlist<T extends SpoolWriter>(begin: (file: string) => T): T {
    const file = makeSpoolFile(this.#folder)
    const writer = begin(file)
    this.#written.set(file, writer)
    this.#from.set(writer, 0)
    this.#alive.add(writer)
    for (let ready = 0; ready < FILES_READY; ready++) this.#askFor(writer)
    return writer
  }

  /** A writer will not write a file again. */
  handOver(writer: SpoolWriter, path: string, clicks: number): void {
    if (this.#written.get(path) !== writer) return
    this.#written.delete(path)
    this.#count(writer, clicks)
    this.#wait(path, { type: 'fold', writer })
    if (!this.#stopped) this.#askFor(writer)
  }

  /** A writer could not open an empty file: another is made in a while. */
  refuse(writer: SpoolWriter, path: string): void {
    this.giveBack(writer, path)
    setTimeout(() => {
      if (!this.#stopped && this.#alive.has(writer)) this.#askFor(writer)
    }, SUPPLY_AGAIN_AFTER)
  }

  /** A writer gives back an empty file that it closed. */
  giveBack(writer: SpoolWriter, path: string): void {
    if (this.#written.get(path) !== writer) return
    this.#written.delete(path)
    deleteSpoolFile(path)
  }

  /** A writer is gone, its process with it: what it had not handed over is folded too. */
  dismiss(writer: SpoolWriter): void {
    this.#alive.delete(writer)
    for (const [path, owner] of this.#written) {
      if (owner !== writer) continue
      this.#written.delete(path)
      this.#wait(path, { type: 'adopt', writer })
    }
  }

  /** Whether files that a writer wrote wait to be folded. */
  isWaitingFor(writer: SpoolWriter): boolean {
    return [...this.#waiting.values()].some((waiting) => waiting.writer === writer)
  }

  /** Forgets what is known of a writer that is gone. */
  forget(writer: SpoolWriter): void {
    this.#from.delete(writer)
  }

  #count(writer: SpoolWriter, clicks: number): void {
    this.#from.set(writer, this.handedOver(writer) + clicks)
  }

  #wait(path: string, waiting: Waiting): void {
    this.#waiting.set(path, waiting)
    this.#tell({ type: waiting.type, path })
  }

  #askFor(writer: SpoolWriter): void {
    this.#asking.push(writer)
    this.#tell({ type: 'supply' })
  }

  #startThread(): void {
    const thread = startThread('fold')
    thread.onmessage = ({ data }: MessageEvent<FromFoldThread>) => this.#hear(data)
    thread.onerror = (event) => {
      this.#log.error({ error: event.message }, 'the fold thread broke and is started again')
      thread.terminate()
      setTimeout(() => this.#startThread(), RESTART_AFTER)
    }
    this.#thread = thread
    const { dataDir, databaseUrl, clickHouse, plans, countryFile, url } = this.#settings
    const settings = { dataDir, databaseUrl, clickHouse, plans, countryFile, url }
    this.#tell({ type: 'start', settings })
    for (const [path, { type }] of this.#waiting) this.#tell({ type, path })
    for (const _ of this.#asking) this.#tell({ type: 'supply' })
  }

  #tell(message: ToFoldThread): void {
    this.#thread?.postMessage(message)
  }

  #hear(message: FromFoldThread): void {
    this.#foldLog.hear(message)
    if (message.type === 'supplied') this.#supply(message.path)
    if (message.type === 'opened') this.#waiting.get(message.path)?.writer?.release(message.path)
    if (message.type === 'folded') this.#done(message.path, message.clicks)
    if (message.type === 'stopped') this.#stopped?.()
    if (message.type === 'failed') this.failures++
  }

  #supply(path: string): void {
    const writer = this.#asking.shift()
    if (writer && this.#alive.has(writer)) {
      this.#written.set(path, writer)
      writer.supply(path)
    } else deleteSpoolFile(path)
  }

  #done(path: string, clicks: number): void {
    const waiting = this.#waiting.get(path)
    this.#waiting.delete(path)
    this.folded += clicks
    if (!waiting?.writer) return
    this.foldedOwn += clicks
    if (waiting.type === 'adopt') this.#count(waiting.writer, clicks)
  }

  /**
   * Folds everything that was handed over, for at most `patience` milliseconds. What is not folded then stays in the
   * spool for the next start. True where nothing is left.
   */
  async stop(patience: number): Promise<boolean> {
    this.begin()
    const stopped = new Promise<void>((done) => {
      this.#stopped = done
    })
    this.#tell({ type: 'stop' })
    await Promise.race([stopped, Bun.sleep(patience)])
    this.#thread?.terminate()
    return this.#waiting.size === 0
  }
}
