/**
 * The load generator that keeps to a rate, however slowly it is answered: a request is due at its moment, and what it
 * waits for a free connection counts as the server's time. A {@link PacedJob} comes in, an {@link Outcome} goes out. It
 * never sleeps while it sends: the timers of the system are coarser than what is measured.
 */
import type { Socket } from 'bun'
import { answerReader } from './answers.ts'
import type { Job, Outcome } from './load.ts'
import { requestsOf } from './traffic.ts'

export interface PacedJob extends Omit<Job, 'timed'> {
  /** Requests in a second. */
  rate: number
}

class PacedLoad {
  readonly #job: PacedJob
  readonly #request: (number: number) => Buffer
  readonly #free: ((due: number) => void)[] = []
  readonly #statuses = new Map<number, number>()
  readonly #times: Float64Array
  #began = 0
  #sent = 0
  #answered = 0

  constructor(job: PacedJob) {
    this.#job = job
    this.#request = requestsOf(job.traffic)
    this.#times = new Float64Array(job.total)
  }

  /** Sends every request at its moment and waits for every answer. */
  async run(): Promise<Outcome> {
    for (let open = 0; open < this.#job.connections; open++) this.#free.push(await this.#connect())
    this.#began = performance.now()
    while (this.#answered < this.#job.total) {
      this.#sendDue()
      await new Promise((done) => setImmediate(done))
    }
    const seconds = (performance.now() - this.#began) / 1000
    return { answers: Object.fromEntries(this.#statuses), seconds, times: [...this.#times] }
  }

  /** When the request with a number is due. */
  #dueAt(number: number): number {
    return this.#began + (number * 1000) / this.#job.rate
  }

  #sendDue(): void {
    const now = performance.now()
    while (this.#sent < this.#job.total && this.#dueAt(this.#sent) <= now) {
      const send = this.#free.pop()
      if (!send) break
      send(this.#dueAt(this.#sent++))
    }
  }

  /** Opens a connection; gives back how to send a request over it that was due at a moment. */
  async #connect(): Promise<(due: number) => void> {
    let due = 0
    const statusIn = answerReader()
    const data = (_: Socket, chunk: Buffer) => {
      const status = statusIn(chunk)
      if (status === null) return
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
      this.#times[this.#answered++] = performance.now() - due
      this.#free.push(send)
    }
    const fail = (_: Socket, error?: Error) => {
      if (this.#answered < this.#job.total) throw error ?? new Error('The server closed a connection.')
    }
    const socket = await Bun.connect({
      hostname: '127.0.0.1',
      port: this.#job.port,
      socket: { data, close: fail, error: fail },
    })
    const send = (moment: number) => {
      due = moment
      const request = this.#request(this.#sent)
      if (socket.write(request) !== request.length) throw new Error('A request could not be sent whole.')
    }
    return send
  }
}

const outcome = await new PacedLoad((await Bun.stdin.json()) as PacedJob).run()
process.stdout.write(JSON.stringify(outcome), () => process.exit(0))
