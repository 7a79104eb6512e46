/** The work of a thread: one thing at a time, in the order it was asked for, and each tried until it can be done. */

export interface WorkEvents {
  /** What was tried could be done. */
  gotOn(): void
  /** It could not, and is tried again. */
  stuck(): void
  failed(what: string, error: unknown): void
}

const FIRST_RETRY = 250
const LAST_RETRY = 10_000
const STOP = 'stop'

/** The store is away and the thread is to stop: what is left waits for the next start. */
class GaveUp extends Error {}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Whether an error says that a store does not answer, as its engine puts it. */
function isAway(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'unavailable' || code?.startsWith('08') === true
}

export class FoldWork {
  readonly #events: WorkEvents
  readonly #stopping = Promise.withResolvers<typeof STOP>()
  #hasGivenUp = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(events: WorkEvents) {
    this.#events = events
  }

  /** Does something when all that was asked for before is done. */
  add(what: string, job: () => unknown): void {
    this.#last = this.#last
      .then(() => (this.#hasGivenUp ? undefined : job()))
      .catch((error) => error instanceof GaveUp || this.#events.failed(what, error))
  }

  /** Does one last thing. What is tried in vain meanwhile because the store is away is tried once more and no longer. */
  end(job: () => Promise<void>): void {
    this.#stopping.resolve(STOP)
    this.#last = this.#last.then(job)
  }

  /** Tries something until it works; the pauses grow. Throws only where the thread is to stop and the store is away. */
  async insist<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    let isLast = false
    for (let wait = FIRST_RETRY; ; wait = Math.min(wait * 2, LAST_RETRY)) {
      try {
        const result = await attempt()
        this.#events.gotOn()
        return result
      } catch (error) {
        if (isLast && isAway(error)) return this.#giveUp()
        this.#events.stuck()
        this.#events.failed(what, error)
        isLast = await this.#isCutShort(error, wait)
      }
    }
  }

  #giveUp(): never {
    this.#hasGivenUp = true
    throw new GaveUp()
  }

  /** Waits before the next try; who stops does not wait for a store that is away. Whether that was so. */
  async #isCutShort(error: unknown, ms: number): Promise<boolean> {
    if (isAway(error)) return (await Promise.race([this.#stopping.promise, pause(ms)])) === STOP
    await pause(ms)
    return false
  }
}
