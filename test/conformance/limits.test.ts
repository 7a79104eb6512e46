import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { memoryLimits } from '../../src/engines/memory/limits.ts'
import type { Limits, LimitTerms } from '../../src/ports.ts'
import { openStores, type Stores } from '../../src/stores.ts'
import { systemClock } from '../../src/system.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, scratchFolder } from '../support/server.ts'

/** Limits as two servers see them that are to count together. */
interface Two {
  both: [Limits, Limits]
  close(): Promise<void>
}

const SECRET = 'a secret of at least thirty-two characters'
const failed = (message: string, error: unknown) => {
  throw new Error(message, { cause: error })
}

const ENGINES: Record<string, () => Promise<Two>> = {
  async memory() {
    const limits = memoryLimits(systemClock)
    return { both: [limits, limits], close: async () => undefined }
  },
  async PostgreSQL() {
    const databaseUrl = await newPostgresDatabase()
    const open = (): Promise<Stores> => openStores({ dataDir: scratchFolder(), databaseUrl }, failed)
    const [one, other] = [await open(), await open()]
    return {
      both: [one.limits(SECRET), other.limits(SECRET)],
      close: async () => {
        await one.close()
        await other.close()
      },
    }
  },
}

let named = 0
const terms = (guards: LimitTerms['guards'], limit: number, windowMs = 60_000): LimitTerms => ({
  name: `limit ${++named}`,
  limit,
  windowMs,
  guards,
})

describe.each(Object.entries(ENGINES))('limits in %s', (_, open) => {
  let two: Two

  beforeAll(async () => {
    two = await open()
  })
  afterAll(() => two.close())

  const takeOften = (count: number, of: LimitTerms, key: string) =>
    Promise.all(Array.from({ length: count }, (_, n) => (two.both[n % 2] as Limits).take(of, key)))
  const allowedOf = (taken: { allowed: boolean }[]) => taken.filter(({ allowed }) => allowed).length

  test.each(['secret', 'load'] as const)(
    'that guard against %s give out exactly the limit, however many ask two servers at once',
    async (guards) => {
      for (const limit of [1, 5, 100]) {
        const of = terms(guards, limit)
        expect(allowedOf(await takeOften(2 * limit + 40, of, 'wanted'))).toBe(limit)
        const [none] = await takeOften(1, of, 'wanted')
        expect(none).toMatchObject({ allowed: false, remaining: 0 })
        expect(none?.resetSeconds).toBeGreaterThan(50)
        expect(none?.resetSeconds).toBeLessThanOrEqual(60)
        expect(allowedOf(await takeOften(1, of, 'of somebody else'))).toBe(1)
      }
    },
  )

  test.each(['secret', 'load'] as const)('that guard against %s say what remains', async (guards) => {
    const of = terms(guards, 4)
    const [one] = two.both
    const remaining: number[] = []
    for (let n = 0; n < 5; n++) remaining.push((await one.take(of, 'counted')).remaining)
    expect(remaining).toEqual([3, 2, 1, 0, 0])
  })

  test.each(['secret', 'load'] as const)(
    'that guard against %s begin anew with each window',
    async (guards) => {
      const of = terms(guards, 2, 400)
      expect(allowedOf(await takeOften(6, of, 'again'))).toBe(2)
      await eventually(async () => ((await two.both[1].take(of, 'again')).allowed ? true : null), 3_000)
    },
  )

  test.each(['secret', 'load'] as const)('of %s take back what did not count', async (guards) => {
    const of = terms(guards, 1)
    const [one] = two.both
    expect((await one.take(of, 'right')).allowed).toBe(true)
    one.giveBack(of, 'right')
    await eventually(async () => ((await one.take(of, 'right')).allowed ? true : null), 3_000)
  })

  test('let so many in at once, and another when one has left', async () => {
    const [one] = two.both
    const room = { name: 'room', most: 2 }
    const leave = await one.enter(room, 'somebody')
    expect(await one.enter(room, 'somebody')).not.toBeNull()
    expect(await one.enter(room, 'somebody')).toBeNull()
    expect(await one.enter(room, 'somebody else')).not.toBeNull()
    leave?.()
    leave?.()
    expect(await one.enter(room, 'somebody')).not.toBeNull()
    expect(await one.enter(room, 'somebody')).toBeNull()
  })
})
