import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SLUG_HELD } from '../../src/domain/link.ts'
import { DAY, utcDay } from '../../src/domain/moment.ts'
import { PLANS } from '../../src/domain/plan.ts'
import { keepHouse } from '../../src/pipeline/housekeeping.ts'
import type { Stores } from '../../src/stores.ts'
import { phoneClick } from '../support/clicks.ts'
import { KEEPING_ENGINES, NOW, someLink, someUser, store } from '../support/stores.ts'

describe.each(Object.entries(KEEPING_ENGINES))('what is forgotten in time on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  const keep = (now: number) => keepHouse({ ...stores, plans: PLANS }, now)

  async function linkOf(plan: 'free' | 'pro' | 'full_stack') {
    const user = await someUser(stores, plan)
    const link = someLink(user.id)
    await store(stores, link)
    const pk = (await stores.links.route(link.slug))?.pk as number
    await stores.clicks.fold(
      `clicks of ${pk}`,
      [NOW, NOW - 40 * DAY, NOW - 400 * DAY].map((at) => phoneClick(pk, at)),
      NOW,
    )
    return { user, link, pk }
  }

  test('single clicks that no plan keeps go, whole months of them at a stroke where that can be', async () => {
    const [free, pro] = [await linkOf('free'), await linkOf('pro')]
    expect((await keep(NOW)).clicks).toBe(3)
    for (const [{ pk }, left] of [
      [free, 1],
      [pro, 2],
    ] as const) {
      expect((await stores.clicks.totals([pk])).get(pk)?.clicks).toBe(3)
      const span = { from: 0, to: NOW + DAY }
      const every = { bots: 'include', filters: {} } as const
      expect(await stores.clicks.page([pk], span, every, null, 10)).toHaveLength(left)
    }
    expect((await stores.clicks.verify()).discrepancies).toEqual([])
  })

  test('single clicks go when their owner’s plan no longer keeps them; the counters stay', async () => {
    const [free, pro, full] = [await linkOf('free'), await linkOf('pro'), await linkOf('full_stack')]
    expect((await keep(NOW)).clicks).toBe(3)
    expect((await keep(NOW)).clicks).toBe(0)
    for (const { pk } of [free, pro, full]) expect((await stores.clicks.totals([pk])).get(pk)?.clicks).toBe(3)
    expect((await stores.clicks.verify()).discrepancies).toEqual([])
  })

  test('a deleted link goes with all that was counted of it when its slug is free for all', async () => {
    const { user, link, pk } = await linkOf('full_stack')
    await stores.links.remove(user.id, link.id, NOW)
    expect((await keep(NOW + SLUG_HELD - DAY)).links).toBe(0)
    expect((await stores.clicks.totals([pk])).size).toBe(1)
    expect((await keep(NOW + SLUG_HELD + 1)).links).toBe(1)
    expect((await stores.clicks.totals([pk])).size).toBe(0)
  })

  test('a day’s salt is thrown away an hour into the next', async () => {
    const day = utcDay(NOW)
    const midnight = (day + 1) * DAY
    const first = await stores.clicks.salt(day, new Uint8Array(32).fill(1))
    await keep(midnight + DAY / 48)
    expect(await stores.clicks.salt(day, new Uint8Array(32).fill(2))).toEqual(first)
    await keep(midnight + DAY / 24)
    expect(await stores.clicks.salt(day, new Uint8Array(32).fill(2))).not.toEqual(first)
  })
})
