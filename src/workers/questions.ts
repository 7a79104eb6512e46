/** Questions that wait for their answers from another process. */

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
  timer: ReturnType<typeof setTimeout>
}

/** Numbers questions, and gives each its answer, or an error where none comes in time. */
export class Questions {
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0

  /** Asks by calling `send` with a number. Rejects with what `late` makes where no answer comes within `patience` milliseconds. */
  ask(send: (id: number) => void, patience: number, late: (id: number) => Error): Promise<unknown> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(late(id))
      }, patience)
      this.#waiting.set(id, { resolve, reject, timer })
      send(id)
    })
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    if (waiting) clearTimeout(waiting.timer)
    this.#waiting.delete(id)
    return waiting
  }

  /** An answer came; one that came too late is dropped. */
  answered(id: number, answer: unknown): void {
    this.#settle(id)?.resolve(answer)
  }

  /** A question was refused. */
  refused(id: number, error: Error): void {
    this.#settle(id)?.reject(error)
  }

  /** Nobody is left who could answer. */
  abandon(error: Error): void {
    for (const id of [...this.#waiting.keys()]) this.refused(id, error)
  }
}
