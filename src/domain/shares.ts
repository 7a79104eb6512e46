/** Shares of a limit: who counts for many gives each a part of what is left, to use up by itself. */
import type { Allowance } from './limiter.ts'

/** What somebody was given of a limit. */
export interface Grant {
  granted: number
  /** How much of the limit is left beyond it. */
  beyond: number
  /** When the window ends, in milliseconds of a clock that never goes back. */
  ends: number
}

/** At most so much of a limit is given at once: what others hold unused is missing to who asks last. */
const LARGEST = 1 / 20

/** How much of a limit a share is at most. */
export const largestShare = (limit: number) => Math.ceil(limit * LARGEST)

/** Part of a limit that somebody uses up by themselves. */
export class Share {
  readonly ends: number
  readonly #beyond: number
  #left: number

  constructor({ granted, beyond, ends }: Grant) {
    this.ends = ends
    this.#beyond = beyond
    this.#left = granted
  }

  /** Uses one; null where all are used and more may be had. */
  take(now: number): Allowance | null {
    if (now >= this.ends || (this.#left === 0 && this.#beyond > 0)) return null
    const allowed = this.#left > 0
    if (allowed) this.#left--
    const resetSeconds = Math.max(1, Math.ceil((this.ends - now) / 1000))
    return { allowed, remaining: this.#left + this.#beyond, resetSeconds }
  }

  giveBack(): void {
    this.#left++
  }
}
