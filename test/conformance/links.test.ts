import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SLUG_HELD } from '../../src/domain/link.ts'
import type { Stores } from '../../src/stores.ts'
import { ENGINES, NOW, someLink, someUser, store } from '../support/stores.ts'

describe.each(Object.entries(ENGINES))('links on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  test('a stored link is found by its owner, by nobody else, and by its slug', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const link = someLink(owner.id, { passwordHash: 'h', expiresAt: NOW + 1 })
    expect(await store(stores, link)).toBe('created')
    expect(await stores.links.find(owner.id, link.id)).toMatchObject(link)
    expect(await stores.links.find(stranger.id, link.id)).toBeNull()
    expect(await stores.links.route(link.slug)).toMatchObject({
      target: link.target,
      passwordHash: 'h',
      expiresAt: NOW + 1,
    })
  })

  test('slugs differ by case', async () => {
    const { id } = await someUser(stores)
    expect(await store(stores, someLink(id, { slug: 'CaSe' }))).toBe('created')
    expect(await store(stores, someLink(id, { slug: 'case', target: 'https://other.test/' }))).toBe('created')
    expect(await stores.links.route('case')).toMatchObject({ target: 'https://other.test/' })
    expect(await stores.links.route('CASE')).toBeNull()
  })

  test('of 32 who want a slug at once one gets it, and only that one is counted against the limit', async () => {
    const { id } = await someUser(stores)
    const outcomes = await Promise.all(
      Array.from({ length: 32 }, () => store(stores, someLink(id, { slug: 'wanted' }))),
    )
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'slug_taken')).toHaveLength(31)
    expect(await stores.links.used(id, '2026-11')).toBe(1)
  })

  test('of 60 links made at once under a limit of 25 exactly 25 are stored', async () => {
    const { id } = await someUser(stores)
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => store(stores, someLink(id), 25)))
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(25)
    expect(outcomes.filter((outcome) => outcome === 'limit_reached')).toHaveLength(35)
    expect(await stores.links.list(id, 100, null)).toHaveLength(25)
  })

  test('a limit of none allows none', async () => {
    const { id } = await someUser(stores)
    expect(await store(stores, someLink(id), 0)).toBe('limit_reached')
  })

  test('a deleted link is gone, and its slug is its owner’s for 90 days', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const link = someLink(owner.id, { slug: 'held' })
    await store(stores, link)
    expect(await stores.links.remove(stranger.id, link.id, NOW)).toBeNull()
    expect(await stores.links.remove(owner.id, link.id, NOW)).toBe('held')
    expect(await stores.links.remove(owner.id, link.id, NOW)).toBeNull()
    expect(await stores.links.route('held')).toBeNull()
    expect(await store(stores, someLink(stranger.id, { slug: 'held', createdAt: NOW + SLUG_HELD - 1 }))).toBe(
      'slug_taken',
    )
    expect(await store(stores, someLink(owner.id, { slug: 'held' }))).toBe('created')
    expect(await stores.links.find(owner.id, link.id)).toBeNull()
  })

  test('after 90 days anybody may take a deleted link’s slug', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const link = someLink(owner.id, { slug: 'free-again' })
    await store(stores, link)
    await stores.links.remove(owner.id, link.id, NOW)
    expect(
      await store(stores, someLink(stranger.id, { slug: 'free-again', createdAt: NOW + SLUG_HELD })),
    ).toBe('created')
  })

  test('a slug that its owner and a stranger want back at once goes to the owner', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const link = someLink(owner.id, { slug: 'contested' })
    await store(stores, link)
    await stores.links.remove(owner.id, link.id, NOW)
    const [own, ...others] = await Promise.all([
      store(stores, someLink(owner.id, { slug: 'contested' })),
      ...Array.from({ length: 8 }, () => store(stores, someLink(stranger.id, { slug: 'contested' }))),
    ])
    expect(own).toBe('created')
    expect(new Set(others)).toEqual(new Set(['slug_taken']))
  })

  test('a list is read newest first, page by page, also across a deleted link', async () => {
    const { id } = await someUser(stores)
    const links = Array.from({ length: 5 }, () => someLink(id))
    for (const link of links) await store(stores, link)
    const ids = links.map((link) => link.id).reverse()
    const first = (await stores.links.list(id, 2, null)) ?? []
    expect(first.map((link) => link.id)).toEqual(ids.slice(0, 2))
    await stores.links.remove(id, ids[1] as string, NOW)
    const second = (await stores.links.list(id, 10, ids[1] as string)) ?? []
    expect(second.map((link) => link.id)).toEqual(ids.slice(2))
    expect(await stores.links.list((await someUser(stores)).id, 10, ids[0] as string)).toBeNull()
  })

  test('a deleted link is erased for good when its slug is free, a living one never', async () => {
    const { id } = await someUser(stores)
    const [dead, living] = [someLink(id), someLink(id)]
    await store(stores, dead)
    await store(stores, living)
    await stores.links.remove(id, dead.id, NOW)
    const pks = await stores.links.deletedBefore(NOW + 1, 1000)
    const alive = (await stores.links.route(living.slug))?.pk as number
    expect(pks).not.toContain(alive)
    await stores.links.erase([...pks, alive])
    expect(await stores.links.deletedBefore(NOW + 1, 1000)).toEqual([])
    expect(await stores.links.find(id, living.id)).not.toBeNull()
  })

  test('the plan of a link’s owner is known', async () => {
    const { id } = await someUser(stores, 'pro')
    const link = someLink(id)
    await store(stores, link)
    const pk = (await stores.links.route(link.slug))?.pk as number
    expect(await stores.links.plansOf([pk])).toEqual(new Map([[pk, 'pro']]))
    expect(await stores.links.plansOf([])).toEqual(new Map())
  })
})
