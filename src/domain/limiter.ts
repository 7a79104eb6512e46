/** Limits on how often something may be done, counted in windows of fixed length. */
import { RecentMap } from './recent-map.ts'

export interface Allowance {
  allowed: boolean
  /** How many more are allowed in this window. */
  remaining: number
  /** Seconds until the window ends, rounded up. */
  resetSeconds: number
}

interface Window {
  used: number
  /** On the monotonic clock, in milliseconds. */
  ends: number
}

const KEYS_REMEMBERED = 50_000

/** Counts per key. Time is handed in, in milliseconds of a clock that never goes back. */
export class Limiter {
  readonly limit: number
  readonly windowMs: number
  readonly #windows = new RecentMap<string, Window>(KEYS_REMEMBERED)

  constructor(limit: number, windowMs: number) {
    this.limit = limit
    this.windowMs = windowMs
  }

  #window(key: string, now: number): Window {
    const found = this.#windows.get(key)
    if (found && now < found.ends) return found
    const fresh = { used: 0, ends: now + this.windowMs }
    this.#windows.set(key, fresh)
    return fresh
  }

  #allowance(window: Window, now: number, allowed: boolean): Allowance {
    const resetSeconds = Math.max(1, Math.ceil((window.ends - now) / 1000))
    return { allowed, remaining: Math.max(0, this.limit - window.used), resetSeconds }
  }

  /** Uses one of the key's allowance, if there is one left. */
  take(key: string, now: number): Allowance {
    const window = this.#window(key, now)
    const allowed = window.used < this.limit
    if (allowed) window.used++
    return this.#allowance(window, now, allowed)
  }

  /** Gives back one that was taken, where the thing done turned out not to count. */
  giveBack(key: string, now: number): void {
    const window = this.#window(key, now)
    if (window.used > 0) window.used--
  }
}
