/** The clock and the chance of the real world; everything else is handed them. */
import type { RandomBytes } from './domain/random.ts'
import type { Clock } from './ports/clock.ts'

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }
export const systemRandom: RandomBytes = (bytes) => crypto.getRandomValues(new Uint8Array(bytes))
