/** The workers of a server: so many run; one that ends is replaced, at once and then with growing pauses. */
import type { Log } from '../ports/log.ts'
import { type ToSupervisor, UNSYNCED } from './messages.ts'
import { WorkerProcess } from './worker-process.ts'

/** Who lived so long, in milliseconds, is replaced at once. */
const LONG_LIFE = 5_000
const FIRST_PAUSE = 100
const LAST_PAUSE = 5_000
/** Workers that may end one after the other before they answer, while none does. */
const MOST_FALSE_STARTS = 5

export interface CrewEvents {
  told(worker: WorkerProcess, message: ToSupervisor): void
  gone(worker: WorkerProcess): void
  /** The server cannot go on. */
  hopeless(why: string): void
  /** The disk refused to keep what a worker wrote. */
  unsynced(): void
}

export class Crew {
  readonly #size: number
  readonly #args: string[]
  readonly #events: CrewEvents
  readonly #log: Log
  readonly #workers = new Set<WorkerProcess>()
  /** How many workers of each number ended young, one after the other. */
  readonly #youngDeaths = new Map<number, number>()
  #falseStarts = 0
  #stopping = false
  #changed: () => void = () => undefined
  /** Workers that ended and were replaced. */
  replaced = 0

  constructor(size: number, args: string[], events: CrewEvents, log: Log) {
    this.#size = size
    this.#args = args
    this.#events = events
    this.#log = log
  }

  get workers(): WorkerProcess[] {
    return [...this.#workers]
  }

  /** Workers that answer requests. */
  get ready(): WorkerProcess[] {
    return this.workers.filter(({ readySince }) => readySince !== null)
  }

  /** Starts all workers; resolves when all answer requests, or when they are to stop. */
  async start(): Promise<void> {
    for (let number = 1; number <= this.#size; number++) this.#startOne(number)
    await this.#until(() => this.#stopping || this.ready.length === this.#size)
  }

  /** Lets all workers finish, for at most `patience` milliseconds; then they are killed. Resolves when none is left. */
  async stop(patience: number): Promise<void> {
    this.#stopping = true
    this.#changed()
    for (const worker of this.#workers) worker.tell({ type: 'stop' })
    const killing = setTimeout(() => this.kill(), patience)
    await this.#until(() => this.#workers.size === 0)
    clearTimeout(killing)
  }

  /** Ends all workers at once, and starts no more. */
  kill(): void {
    this.#stopping = true
    for (const worker of this.#workers) worker.kill()
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((changed) => {
        this.#changed = changed
      })
  }

  #startOne(number: number): void {
    if (this.#stopping) return
    const events = {
      told: (worker: WorkerProcess, message: ToSupervisor) => this.#told(worker, message),
      gone: (worker: WorkerProcess, how: number | string) => this.#gone(worker, how),
    }
    this.#workers.add(new WorkerProcess(number, this.#args, events))
  }

  #told(worker: WorkerProcess, message: ToSupervisor): void {
    if (message.type === 'ready') this.#falseStarts = 0
    this.#events.told(worker, message)
    this.#changed()
  }

  #gone(worker: WorkerProcess, how: number | string): void {
    this.#workers.delete(worker)
    this.#events.gone(worker)
    if (worker.readySince === null) this.#falseStarts++
    if (how === UNSYNCED) this.#events.unsynced()
    else if (!this.#stopping) this.#goOnWithout(worker, how)
    this.#changed()
  }

  #goOnWithout(worker: WorkerProcess, how: number | string): void {
    if (this.#falseStarts >= MOST_FALSE_STARTS && this.ready.length === 0)
      this.#events.hopeless('no worker can be started')
    else this.#replace(worker, how)
  }

  #replace({ number, readySince }: WorkerProcess, how: number | string): void {
    this.replaced++
    const pause = this.#pauseAfter(number, readySince)
    this.#log.warn({ worker: number, ended: how, pause }, 'a worker ended and is started again')
    setTimeout(() => this.#startOne(number), pause)
  }

  /** How long to wait before a worker is started again, in milliseconds. */
  #pauseAfter(number: number, readySince: number | null): number {
    const isOld = readySince !== null && performance.now() - readySince > LONG_LIFE
    const young = isOld ? 0 : (this.#youngDeaths.get(number) ?? 0)
    this.#youngDeaths.set(number, young + 1)
    return young === 0 ? 0 : Math.min(LAST_PAUSE, FIRST_PAUSE * 2 ** (young - 1))
  }
}
