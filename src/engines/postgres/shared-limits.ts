/** Limits against load: this node's shares of them, and what it does while the database is away. */
import type { Allowance } from '../../domain/limiter.ts'
import { RecentMap } from '../../domain/recent-map.ts'
import { type Grant, Share } from '../../domain/shares.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Limits, LimitTerms } from '../../ports/limits.ts'

export interface SharedLimitsParts {
  /** Asks the database for a share. */
  ask(terms: LimitTerms, key: string): Promise<Grant>
  /** Counts while the database is away. */
  alone: Limits
  clock: Pick<Clock, 'monotonic'>
  report: (message: string, error: unknown) => void
}

const KEYS_REMEMBERED = 50_000
/** Nobody waits for a database that was away a moment ago. */
const ASK_AGAIN_AFTER = 1_000

export class SharedLimits {
  readonly #parts: SharedLimitsParts
  readonly #shares = new RecentMap<string, Share>(KEYS_REMEMBERED)
  /** Shares that are being asked for: all who need one wait for it together. */
  readonly #asked = new Map<string, Promise<void>>()
  #awayUntil = Number.NEGATIVE_INFINITY

  constructor(parts: SharedLimitsParts) {
    this.#parts = parts
  }

  /** Uses one of this node's share; asks for another where there is none left. While nobody answers, the node counts alone. */
  async take(terms: LimitTerms, key: string): Promise<Allowance> {
    const { alone, clock } = this.#parts
    const place = `${terms.name} ${key}`
    while (clock.monotonic() >= this.#awayUntil) {
      const taken = this.#shares.get(place)?.take(clock.monotonic())
      if (taken) return taken
      await this.#refill(terms, key, place)
    }
    return alone.take(terms, key)
  }

  giveBack({ name }: LimitTerms, key: string): void {
    this.#shares.get(`${name} ${key}`)?.giveBack()
  }

  #refill(terms: LimitTerms, key: string, place: string): Promise<void> {
    const asked = this.#asked.get(place) ?? this.#ask(terms, key, place)
    this.#asked.set(place, asked)
    return asked
  }

  async #ask(terms: LimitTerms, key: string, place: string): Promise<void> {
    const { ask, clock, report } = this.#parts
    try {
      this.#shares.set(place, new Share(await ask(terms, key)))
    } catch (error) {
      report('Requests are counted by this node alone: the database does not answer.', error)
      this.#awayUntil = clock.monotonic() + ASK_AGAIN_AFTER
    } finally {
      this.#asked.delete(place)
    }
  }
}
