/** A worker's end of the channel to its supervisor. */
import { Failure } from '../domain/failure.ts'
import type { Question, ToSupervisor, ToWorker } from './messages.ts'
import { Questions } from './questions.ts'

/** How long a worker waits for an answer, in milliseconds. */
const PATIENCE = 1_000
const METRICS_PATIENCE = 5_000
const ORPHANED = 1

const unanswered = () =>
  new Failure('unavailable', 'The server is too busy to count this. Try again in a moment.', {
    retryAfter: 5,
  })

export class Channel {
  readonly #questions = new Questions()
  readonly #send: (message: ToSupervisor) => void

  /** Ends the process when the supervisor is gone: nobody would fold what it records. */
  constructor(hear: (message: Exclude<ToWorker, { type: 'answer' }>) => void) {
    if (!process.send) throw new Error('A worker is started by fluxly serve.')
    this.#send = process.send.bind(process)
    process.on('disconnect', () => process.exit(ORPHANED))
    process.on('message', (message: ToWorker) => {
      if (message.type !== 'answer') hear(message)
      else if (message.done) this.#questions.answered(message.id, message.answer)
      else this.#questions.refused(message.id, unanswered())
    })
  }

  tell(message: ToSupervisor): void {
    this.#send(message)
  }

  /** Asks the supervisor. Rejects with `unavailable` where it does not answer in time. */
  ask(question: Question, asked: (id: number) => void = () => undefined): Promise<unknown> {
    const patience = question.kind === 'metrics' ? METRICS_PATIENCE : PATIENCE
    const send = (id: number) => {
      asked(id)
      this.tell({ type: 'ask', id, question })
    }
    return this.#questions.ask(send, patience, (id) => {
      if (question.kind === 'enter') this.tell({ type: 'left', place: id })
      return unanswered()
    })
  }
}
