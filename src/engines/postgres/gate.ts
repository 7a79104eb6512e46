/** Places at a pool of connections: who finds none free waits, but not long and not with too many others. */

/** Beyond this many nobody waits. */
const MOST_WAITING = 1_000
/** How long anybody waits, in milliseconds. */
const PATIENCE = 3_000
/** So often who waits looks whether PostgreSQL is slow, and then does not wait on: a request waits again and again. */
const LOOK_EVERY = 500
/** PostgreSQL is slow where a place is held for longer than this, taken all together. */
const SLOW = 250

/** Where somebody has waited for longer than this, more come than can be served. */
const LATE = 500

interface Waiting {
  /** When it came. */
  since: number
  enter(): void
  refuse(error: Error): void
}

const crowded = () => Object.assign(new Error('Every connection to PostgreSQL is in use.'), { code: '53300' })

/**
 * While all come in time the oldest is served first, so that nobody waits for ever behind those who come again and again.
 * When they cannot, it is the newest: those who are served are served at once, and a request that has begun gets its next
 * connection before others begin.
 */
export class Gate {
  #free: number
  readonly #now: () => number
  /** How long places were held lately, in milliseconds. */
  #held = 0
  readonly #waiting: Waiting[] = []

  /** `now` is a clock that never jumps, in milliseconds. */
  constructor(places: number, now = () => performance.now()) {
    this.#free = places
    this.#now = now
  }

  /** Resolves with a place; rejects where none came free in time. */
  enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve()
    }
    return this.#waiting.length < MOST_WAITING ? this.#wait() : Promise.reject(crowded())
  }

  #wait(): Promise<void> {
    return new Promise((enter, refuse) => {
      const waiting = { since: this.#now(), enter, refuse }
      let left = PATIENCE / LOOK_EVERY
      const look = () => {
        if (--left > 0 && this.#held <= SLOW) return
        clearInterval(timer)
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
        refuse(crowded())
      }
      const timer = setInterval(look, LOOK_EVERY)
      waiting.enter = () => {
        clearInterval(timer)
        enter()
      }
      waiting.refuse = (error) => {
        clearInterval(timer)
        refuse(error)
      }
      this.#waiting.push(waiting)
    })
  }

  /** Gives a place back that was held for so many milliseconds. */
  leave(held: number): void {
    this.#held += (held - this.#held) / 8
    const next = this.#isLate() ? this.#waiting.pop() : this.#waiting.shift()
    if (next) next.enter()
    else this.#free++
  }

  #isLate(): boolean {
    const oldest = this.#waiting[0]
    return oldest !== undefined && this.#now() - oldest.since > LATE
  }

  /** Lets nobody wait for what will not come. */
  refuseAll(error: Error): void {
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(error)
  }
}
