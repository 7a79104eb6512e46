/**
 * The load generator: raw TCP, connections that stay open, one request under way on each. It runs in a process of its
 * own, so that its CPU time is nobody else's: a {@link Job} comes in on standard input, an {@link Outcome} goes out.
 */
import type { Socket } from 'bun'
import { answerReader } from './answers.ts'
import { requestsOf, type Traffic } from './traffic.ts'

export interface Job {
  port: number
  connections: number
  /** How many requests in all. */
  total: number
  traffic: Traffic
  /** Whether to keep how long each answer took. */
  timed: boolean
}

export interface Outcome {
  /** How many answers had each status. */
  answers: Record<string, number>
  /** From the first request to the last answer. */
  seconds: number
  /** Milliseconds from each request to the end of its answer, in the order of the answers; empty where not asked for. */
  times: number[]
}

class Load {
  readonly #job: Job
  readonly #request: (number: number) => Buffer
  readonly #statuses = new Map<number, number>()
  readonly #times: number[] = []
  readonly #began = performance.now()
  #sent = 0
  #answered = 0
  #done: (outcome: Outcome) => void = () => undefined

  constructor(job: Job) {
    this.#job = job
    this.#request = requestsOf(job.traffic)
  }

  /** Sends every request and waits for every answer. */
  async run(): Promise<Outcome> {
    const outcome = new Promise<Outcome>((done) => {
      this.#done = done
    })
    for (let open = 0; open < this.#job.connections; open++) await this.#connect()
    return outcome
  }

  async #connect(): Promise<void> {
    const statusIn = answerReader()
    let sentAt = 0
    const next = (socket: Socket) => {
      if (this.#sent >= this.#job.total) return
      const request = this.#request(this.#sent++)
      if (this.#job.timed) sentAt = performance.now()
      if (socket.write(request) !== request.length) throw new Error('A request could not be sent whole.')
    }
    const fail = (_: Socket, error?: Error) => {
      if (this.#answered < this.#job.total) throw error ?? new Error('The server closed a connection.')
    }
    const data = (socket: Socket, chunk: Buffer) => {
      const status = statusIn(chunk)
      if (status === null) return
      this.#count(status, sentAt)
      next(socket)
    }
    await Bun.connect({
      hostname: '127.0.0.1',
      port: this.#job.port,
      socket: { open: next, data, close: fail, error: fail },
    })
  }

  #count(status: number, sentAt: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
    if (this.#job.timed) this.#times.push(performance.now() - sentAt)
    if (++this.#answered === this.#job.total) this.#done(this.#outcome())
  }

  #outcome(): Outcome {
    const seconds = (performance.now() - this.#began) / 1000
    return { answers: Object.fromEntries(this.#statuses), seconds, times: this.#times }
  }
}

if (import.meta.main) {
  const outcome = await new Load((await Bun.stdin.json()) as Job).run()
  process.stdout.write(JSON.stringify(outcome), () => process.exit(0))
}
