/** The time, handed in. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds of a clock that never goes back; for limits and lengths of time. */
  monotonic(): number
}
