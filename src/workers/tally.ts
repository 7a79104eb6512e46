/** What all workers recorded, those that ended included. */
import type { Folding } from '../spool/folding.ts'
import type { WorkerProcess } from './worker-process.ts'

/** A worker's clicks: as it told, or as its files have them, which a worker that died did not tell of. */
const recordedBy = (folding: Folding, worker: WorkerProcess) =>
  Math.max(worker.counts.recorded, folding.handedOver(worker))

/** Sums that never fall while the server runs. */
export class Tally {
  readonly #folding: Folding
  readonly #living: () => WorkerProcess[]
  /** Workers that ended, and whose files are not all folded. */
  readonly #dead = new Set<WorkerProcess>()
  #recordedBefore = 0
  #lostBefore = 0

  constructor(folding: Folding, living: () => WorkerProcess[]) {
    this.#folding = folding
    this.#living = living
  }

  /** A worker ended. */
  bury(worker: WorkerProcess): void {
    this.#dead.add(worker)
    this.#settle()
  }

  /** Once a dead worker's files are folded, its numbers are final. */
  #settle(): void {
    for (const worker of this.#dead) {
      if (this.#folding.isWaitingFor(worker)) continue
      this.#recordedBefore += recordedBy(this.#folding, worker)
      this.#lostBefore += worker.counts.lost
      this.#dead.delete(worker)
      this.#folding.forget(worker)
    }
  }

  get recorded(): number {
    const workers = [...this.#living(), ...this.#dead]
    return workers.reduce((sum, worker) => sum + recordedBy(this.#folding, worker), this.#recordedBefore)
  }

  get lost(): number {
    const workers = [...this.#living(), ...this.#dead]
    return workers.reduce((sum, { counts }) => sum + counts.lost, this.#lostBefore)
  }
}
