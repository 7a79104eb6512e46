/**
 * The load generator: raw TCP, connections that stay open, one request under way on each. It runs in a process of its
 * own, so that its CPU time is nobody else's: a {@link Job} comes in on standard input, an {@link Outcome} goes out.
 */
import type { Socket } from 'bun'
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

const HEAD_END = Buffer.from('\r\n\r\n')
const STATUS_AT = 9

/** How many bytes an answer has; Infinity while its head is not all there. */
function lengthOf(answer: Buffer): number {
  const end = answer.indexOf(HEAD_END)
  if (end < 0) return Number.POSITIVE_INFINITY
  const body = /\r\ncontent-length: *(\d+)/i.exec(answer.toString('latin1', 0, end))
  if (!body) throw new Error(`An answer without Content-Length:\n${answer.toString('latin1', 0, end)}`)
  return end + HEAD_END.length + Number(body[1])
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
    let held: Buffer | null = null
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
      const answer: Buffer = held ? Buffer.concat([held, chunk]) : chunk
      const length = lengthOf(answer)
      if (answer.length > length) throw new Error('More came than was asked for.')
      held = answer.length < length ? Buffer.from(answer) : null
      if (held) return
      this.#count(answer, sentAt)
      next(socket)
    }
    await Bun.connect({
      hostname: '127.0.0.1',
      port: this.#job.port,
      socket: { open: next, data, close: fail, error: fail },
    })
  }

  #count(answer: Buffer, sentAt: number): void {
    const status = Number(answer.toString('latin1', STATUS_AT, STATUS_AT + 3))
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
