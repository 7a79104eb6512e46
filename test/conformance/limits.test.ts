import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { memoryLimits } from '../../src/engines/memory/limits.ts'
import { postgresLimits } from '../../src/engines/postgres/limits.ts'
import type { LinksSchema } from '../../src/engines/sql/links-schema.ts'
import type { Limits, LimitTerms } from '../../src/ports/limits.ts'
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
        for (let key = 0; key < 100 / limit; key++)
          expect(allowedOf(await takeOften(2 * limit + 40, of, `key ${key}`))).toBe(limit)
        const [none] = await takeOften(1, of, 'key 0')
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

test('limits in PostgreSQL that are over are swept, and also those that a wrong clock began', async () => {
  const databaseUrl = await newPostgresDatabase()
  const { accountsEngine, close } = await openStores({ dataDir: scratchFolder(), databaseUrl }, failed)
  const { db } = accountsEngine
  let now = 0
  const clock = { monotonic: () => now }
  const limits = postgresLimits(db, { secret: SECRET, alone: memoryLimits(clock), clock, report: failed })
  const DAY = 86_400_000
  await db
    .insertInto('limits')
    .values([
      { key: 'over', used: 1, granted: 1, ends: Date.now() - 1 },
      { key: 'in ten years', used: 1, granted: 1, ends: Date.now() + 3_650 * DAY },
      { key: 'living', used: 1, granted: 1, ends: Date.now() + 1_000_000 },
    ])
    .execute()
  const kept = async () => (await db.selectFrom('limits').select('key').execute()).map(({ key }) => key)
  await limits.take(terms('secret', 5), 'somebody')
  expect(await kept()).toHaveLength(4)
  now += 60_000
  await limits.take(terms('secret', 5), 'somebody')
  await eventually(async () => ((await kept()).length === 3 ? true : null))
  expect(await kept()).toContain('living')
  await close()
})

test('limits without PostgreSQL: tries of secrets are refused, what guards against load is counted alone', async () => {
  const databaseUrl = (await newPostgresDatabase()).replace(/:(\d+)\//, ':1/')
  const pool = new Pool({ connectionString: databaseUrl, connectionTimeoutMillis: 500 })
  const db = new Kysely<LinksSchema>({ dialect: new PostgresDialect({ pool }) })
  const told: string[] = []
  const limits = postgresLimits(db, {
    secret: SECRET,
    alone: memoryLimits(systemClock),
    clock: systemClock,
    report: (message) => told.push(message),
  })
  const secret = terms('secret', 5)
  for (let n = 0; n < 3; n++) {
    const refusal = await limits.take(secret, 'somebody').catch((error) => error)
    expect(refusal).toMatchObject({ code: 'unavailable', facts: { retryAfter: 5 } })
  }
  const load = terms('load', 2)
  const allowed: boolean[] = []
  for (let n = 0; n < 3; n++) allowed.push((await limits.take(load, 'somebody')).allowed)
  expect(allowed).toEqual([true, true, false])
  expect(told).toHaveLength(2)
  await db.destroy()
})
