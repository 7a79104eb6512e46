import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stores } from '../../src/stores.ts'
import { ENGINES, NOW, someLink, someUser, store } from '../support/stores.ts'

describe.each(Object.entries(ENGINES))('names of links on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  test('the numbers of a user’s living links rise, in pages, and have names', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const made = Array.from({ length: 250 }, () => someLink(owner.id))
    for (const link of made) await store(stores, link)
    await store(stores, someLink(stranger.id))
    const gone = made[3]?.id as string
    const all = await stores.links.numbers(owner.id, 0, 1000)
    expect(all).toHaveLength(250)
    expect(all).toEqual([...all].sort((a, b) => a - b))
    await stores.links.remove(owner.id, gone, NOW)
    expect(await stores.links.numbers(owner.id, 0, 1000)).toEqual(all.filter((_, n) => n !== 3))
    expect(await stores.links.numbers(owner.id, all[99] as number, 100)).toEqual(all.slice(100, 200))
    const names = (await stores.links.names(all)).sort((a, b) => a.pk - b.pk)
    expect(names).toEqual(made.map(({ id, slug }, n) => ({ pk: all[n] as number, id, slug, createdAt: NOW })))
    expect(await stores.links.names([])).toEqual([])
  })
})
