/** When house is kept: once an hour, and not while the clock cannot be trusted. */
import { HOUR } from '../domain/moment.ts'
import type { Clock } from '../ports/clock.ts'

/** What the clock on the wall may go wrong between two looks. */
const TOLERATED = 300_000

/**
 * What is past its time is taken away for good, so a clock that jumped ten years ahead would take everything. After a jump
 * nothing is taken for an hour: time for whoever hears of it, or for the clock to be set right again.
 */
export class Housekeeper {
  readonly #clock: Clock
  readonly #keep: (now: number) => Promise<unknown>
  readonly #jumped: (ms: number) => void
  #wall: number
  #monotonic: number
  #due: number

  /** `jumped` hears by how many milliseconds the clock jumped. */
  constructor(clock: Clock, keep: (now: number) => Promise<unknown>, jumped: (ms: number) => void) {
    this.#clock = clock
    this.#keep = keep
    this.#jumped = jumped
    this.#wall = clock.now()
    this.#monotonic = clock.monotonic()
    this.#due = this.#monotonic
  }

  /** Looks at the clock, and keeps house where it is time for it. To be called once a minute. */
  async look(): Promise<void> {
    const now = this.#clock.now()
    const monotonic = this.#clock.monotonic()
    const jump = now - this.#wall - (monotonic - this.#monotonic)
    this.#wall = now
    this.#monotonic = monotonic
    if (Math.abs(jump) > TOLERATED) {
      this.#due = monotonic + HOUR
      this.#jumped(jump)
    }
    if (monotonic < this.#due) return
    this.#due = monotonic + HOUR
    await this.#keep(now)
  }
}
