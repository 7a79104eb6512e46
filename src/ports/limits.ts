/** Limits on how often something may be done, and on how much of it at once. */
import type { Allowance } from '../domain/limiter.ts'

/** So many uses of a key in a window of time. Who counts knows the limit by its name. */
export interface LimitTerms {
  readonly name: string
  readonly limit: number
  readonly windowMs: number
  /** Against what: somebody who tries secrets, counted exactly or refused; or load, which may be counted by shares, or by each node. */
  readonly guards: 'secret' | 'load'
}

/** So many at once under a key. */
export interface RoomTerms {
  readonly name: string
  readonly most: number
}

/**
 * Limits on how often something may be done, counted once for all processes of a server, and with PostgreSQL for all
 * nodes; places are counted by each server for itself. Where nobody can be asked,
 * `take` and `enter` reject with `unavailable`: what guards a secret refuses then, what guards only against load goes on.
 */
export interface Limits {
  /** Uses one of the key's allowance, if there is one left. */
  take(terms: LimitTerms, key: string): Promise<Allowance>
  /** Gives back one that was taken, where the thing done turned out not to count. */
  giveBack(terms: LimitTerms, key: string): void
  /** Takes a place until the function it gives back is called; null where all are taken. */
  enter(terms: RoomTerms, key: string): Promise<(() => void) | null>
}
