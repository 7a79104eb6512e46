/** A worker's process, from the supervisor's side. */
import type { SpoolWriter } from '../spool/folding.ts'
import type { Counts, ToSupervisor, ToWorker } from './messages.ts'
import { Questions } from './questions.ts'

/** How long a worker may take to count, in milliseconds. */
const PATIENCE = 2_000
/** How long it may take to forget a link before it is left to find out by itself. */
const FORGETTING_PATIENCE = 250

export interface WorkerEvents {
  told(worker: WorkerProcess, message: ToSupervisor): void
  /** The process is gone, and its locks with it. `how` it ended: its exit code, or the signal. */
  gone(worker: WorkerProcess, how: number | string): void
}

const late = () => new Error('The worker does not answer.')

/** This program, run anew: the executable, or the runtime with the script. */
function ourselves(): string[] {
  const isExecutable = /^(\/\$bunfs\/|[A-Z]:[/\\]~BUN)/.test(Bun.main)
  return [process.execPath, ...process.execArgv, ...(isExecutable ? [] : [Bun.main])]
}

export class WorkerProcess implements SpoolWriter {
  /** Its place among the workers, from 1 on. */
  readonly number: number
  /** On the monotonic clock; null while it does not answer requests. */
  readySince: number | null = null
  /** As far as it told. */
  counts: Counts = { recorded: 0, lost: 0 }
  readonly #child: Bun.Subprocess
  readonly #questions = new Questions()

  constructor(number: number, args: string[], events: WorkerEvents) {
    this.number = number
    this.#child = Bun.spawn([...ourselves(), 'worker', '--number', String(number), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      serialization: 'advanced',
      ipc: (message: ToSupervisor) => this.#hear(message, events),
    })
    void this.#child.exited.then((code) => {
      this.#questions.abandon(new Error('The worker is gone.'))
      events.gone(this, this.#child.signalCode ?? code)
    })
  }

  #hear(message: ToSupervisor, events: WorkerEvents): void {
    if (message.type === 'ready') this.readySince = performance.now()
    if (message.type === 'sealed' || message.type === 'counted') this.counts = message.counts
    if (message.type === 'counted') this.#questions.answered(message.id, message.figures)
    else if (message.type === 'forgot') this.#questions.answered(message.id, null)
    else events.told(this, message)
  }

  /** Tells it something; nothing happens where it is gone. */
  tell(message: ToWorker): void {
    try {
      this.#child.send(message)
    } catch {
      // It has just ended, and `gone` is about to say so.
    }
  }

  supply(path: string): void {
    this.tell({ type: 'supply', path })
  }

  release(path: string): void {
    this.tell({ type: 'release', path })
  }

  /** Asks for its counts, and gives its other figures; null where it does not answer in time. */
  count(): Promise<object[] | null> {
    const asked = this.#questions.ask((id) => this.tell({ type: 'count', id }), PATIENCE, late)
    return (asked as Promise<object[]>).catch(() => null)
  }

  /** Has it forget what it remembers of a slug, or of all. Resolves when that is done, or takes too long. */
  async forget(slug: string | null): Promise<void> {
    const send = (id: number) => this.tell({ type: 'forget', id, slug })
    await this.#questions.ask(send, FORGETTING_PATIENCE, late).catch(() => undefined)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
