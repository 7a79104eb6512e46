/** Where workers come with what is done once for all of them. */
import type { Metrics } from '../http/operations.ts'
import type { Limits } from '../ports/limits.ts'
import type { Log } from '../ports/log.ts'
import type { Mailer } from '../ports/mail.ts'
import type { Folding } from '../spool/folding.ts'
import type { Question, ToSupervisor } from './messages.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface DeskParts {
  folding: Folding
  limits: Limits
  mailer: Mailer
  metrics: Pick<Metrics, 'text'>
  log: Log
  /** Workers that answer requests. */
  ready: () => WorkerProcess[]
}

/** Serves the workers. What belongs to one that is gone is given up. */
export class Desk {
  readonly #parts: DeskParts
  /** How to leave the places that each worker has taken, by the number of the question. */
  readonly #places = new Map<WorkerProcess, Map<number, () => void>>()

  constructor(parts: DeskParts) {
    this.#parts = parts
  }

  /** Does what a worker asks for. */
  hear(worker: WorkerProcess, message: ToSupervisor): void {
    const { folding, limits, mailer } = this.#parts
    if (message.type === 'hello') this.#begin(worker)
    if (message.type === 'ready') folding.begin()
    if (message.type === 'sealed') folding.handOver(worker, message.path, message.clicks)
    if (message.type === 'unusable') folding.refuse(worker, message.path)
    if (message.type === 'unused') folding.giveBack(worker, message.path)
    if (message.type === 'gave-back') limits.giveBack(message.terms, message.key)
    if (message.type === 'left') this.#leave(worker, message.place)
    if (message.type === 'mail') mailer.send(message.mail)
    if (message.type === 'ask') void this.#answer(worker, message.id, message.question)
  }

  /** A worker is gone: its places are free, and its spool files are adopted. */
  forget(worker: WorkerProcess): void {
    for (const leave of this.#places.get(worker)?.values() ?? []) leave()
    this.#places.delete(worker)
    this.#parts.folding.dismiss(worker)
  }

  #begin(worker: WorkerProcess): void {
    try {
      this.#places.set(worker, new Map())
      this.#parts.folding.enlist((file) => {
        worker.tell({ type: 'begin', file })
        return worker
      })
    } catch (error) {
      this.#parts.log.error({ err: error, worker: worker.number }, 'a worker could not be given spool files')
      worker.kill()
    }
  }

  #leave(worker: WorkerProcess, place: number): void {
    this.#places.get(worker)?.get(place)?.()
    this.#places.get(worker)?.delete(place)
  }

  /** Has all workers but the one that says so forget a link. */
  async #spread(from: WorkerProcess, slug: string | null): Promise<null> {
    const others = this.#parts.ready().filter((worker) => worker !== from)
    await Promise.all(others.map((worker) => worker.forget(slug)))
    return null
  }

  async #answer(worker: WorkerProcess, id: number, question: Question): Promise<void> {
    const found = await this.#find(worker, id, question).then(
      (answer) => ({ done: true, answer }),
      (error) => {
        this.#parts.log.warn({ err: error, kind: question.kind }, 'a worker’s question could not be answered')
        return { done: false, answer: null }
      },
    )
    worker.tell({ type: 'answer', id, ...found })
  }

  async #find(worker: WorkerProcess, id: number, question: Question): Promise<unknown> {
    const { limits, metrics } = this.#parts
    if (question.kind === 'take') return limits.take(question.terms, question.key)
    if (question.kind === 'changed') return this.#spread(worker, question.slug)
    if (question.kind === 'metrics') return metrics.text()
    const leave = await limits.enter(question.terms, question.key)
    const places = this.#places.get(worker)
    if (leave && places) places.set(id, leave)
    else leave?.()
    return leave !== null
  }
}
