/** Limits counted in the memory of one process. */
import { Limiter } from '../../domain/limiter.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Limits, LimitTerms } from '../../ports/limits.ts'

/** Counts by itself. Limits and rooms of one name are one, whoever asks. */
export function memoryLimits(clock: Pick<Clock, 'monotonic'>): Limits {
  const limiters = new Map<string, Limiter>()
  const inside = new Map<string, number>()

  function limiterOf({ name, limit, windowMs }: LimitTerms): Limiter {
    const limiter = limiters.get(name) ?? new Limiter(limit, windowMs)
    limiters.set(name, limiter)
    return limiter
  }

  function leave(place: string): void {
    const left = (inside.get(place) ?? 1) - 1
    if (left > 0) inside.set(place, left)
    else inside.delete(place)
  }

  return {
    take: async (terms, key) => limiterOf(terms).take(key, clock.monotonic()),
    giveBack: (terms, key) => limiterOf(terms).giveBack(key, clock.monotonic()),
    async enter({ name, most }, key) {
      const place = `${name} ${key}`
      const there = inside.get(place) ?? 0
      if (there >= most) return null
      inside.set(place, there + 1)
      let isIn = true
      return () => {
        if (isIn) leave(place)
        isIn = false
      }
    },
  }
}
