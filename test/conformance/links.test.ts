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

  test('a change takes what it names, leaves the rest, and is another account’s affair never', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const link = someLink(owner.id, { passwordHash: 'h', expiresAt: NOW + 1 })
    await store(stores, link)
    const target = 'https://other.test/'
    expect(await stores.links.change(stranger.id, link.id, { target })).toBeNull()
    expect(await stores.links.change(owner.id, link.id, { target })).toMatchObject({ ...link, target })
    expect(await stores.links.change(owner.id, link.id, { passwordHash: null })).toMatchObject({
      ...link,
      target,
      passwordHash: null,
    })
    expect(await stores.links.change(owner.id, link.id, { expiresAt: null })).toMatchObject({
      expiresAt: null,
      target,
    })
    expect(await stores.links.route(link.slug)).toMatchObject({
      target,
      passwordHash: null,
      expiresAt: null,
    })
    await stores.links.remove(owner.id, link.id, NOW)
    expect(await stores.links.change(owner.id, link.id, { target })).toBeNull()
  })

  test('a disabled link, and every link of a disabled owner, has a route that says so', async () => {
    const owner = await someUser(stores)
    const [one, other] = [someLink(owner.id), someLink(owner.id)]
    await store(stores, one)
    await store(stores, other)
    const disabled = async () =>
      Promise.all([one, other].map(async ({ slug }) => (await stores.links.route(slug))?.disabled))
    expect(await stores.links.setDisabled(one.id, NOW)).toBe(one.slug)
    expect(await disabled()).toEqual([true, false])
    expect(await stores.users.change(owner.id, { disabledAt: NOW })).toMatchObject({ id: owner.id })
    expect(await disabled()).toEqual([true, true])
    expect((await stores.links.find(owner.id, one.id))?.disabledAt).toBe(NOW)
    expect((await stores.links.find(owner.id, other.id))?.disabledAt).toBeNull()
    await stores.users.change(owner.id, { disabledAt: null })
    expect(await stores.links.setDisabled(one.id, null)).toBe(one.slug)
    expect(await disabled()).toEqual([false, false])
    expect(await stores.links.setDisabled('lnk_nobodys', NOW)).toBeNull()
    expect(await stores.users.change('usr_nobody', { disabledAt: NOW })).toBeNull()
  })

  test('a disabled link’s slug is not had anew by deleting it, but comes back disabled', async () => {
    const { id } = await someUser(stores)
    const link = someLink(id, { slug: 'phishing' })
    await store(stores, link)
    await stores.links.setDisabled(link.id, NOW)
    await stores.links.remove(id, link.id, NOW)
    expect(await stores.links.setDisabled(link.id, null)).toBeNull()
    expect(await store(stores, someLink(id, { slug: 'phishing' }))).toBe('slug_taken')
    expect(await stores.links.restore({ userId: id, id: link.id, now: NOW })).toMatchObject({
      disabledAt: NOW,
    })
    expect((await stores.links.route('phishing'))?.disabled).toBe(true)
  })

  test('a deleted link is restored by its owner while its slug is held, and stays where it is', async () => {
    const [owner, stranger] = [await someUser(stores), await someUser(stores)]
    const link = someLink(owner.id)
    await store(stores, link)
    const restore = (userId: string, now = NOW) => stores.links.restore({ userId, id: link.id, now })
    await stores.links.remove(owner.id, link.id, NOW)
    expect(await restore(stranger.id)).toBe('gone')
    expect(await restore(owner.id, NOW + SLUG_HELD)).toBe('gone')
    expect(await restore(owner.id, NOW + SLUG_HELD - 1)).toMatchObject(link)
    expect(await restore(owner.id)).toMatchObject(link)
    expect(await stores.links.route(link.slug)).toMatchObject({ target: link.target })
    expect(await stores.links.used(owner.id, '2026-11')).toBe(1)
    expect(await stores.links.restore({ userId: owner.id, id: 'lnk_nobodys', now: NOW })).toBe('gone')
  })

  test('a slug that is restored and taken again at once goes to exactly one', async () => {
    const { id } = await someUser(stores)
    for (let round = 0; round < 8; round++) {
      const old = someLink(id)
      await store(stores, old)
      await stores.links.remove(id, old.id, NOW)
      const fresh = someLink(id, { slug: old.slug })
      const restored = () => stores.links.restore({ userId: id, id: old.id, now: NOW })
      const made = () => store(stores, fresh)
      const [restoration, creation] =
        round % 2
          ? await Promise.all([restored(), made()])
          : (await Promise.all([made(), restored()])).reverse()
      const won = typeof restoration === 'object'
      expect(won ? creation : restoration).toBe('slug_taken')
      expect(won || creation === 'created').toBe(true)
      const living = (await stores.links.list(id, 100, null)) ?? []
      expect(living.filter(({ slug }) => slug === old.slug)).toHaveLength(1)
    }
  })

  test('a restoration whose claim was lost is undone', async () => {
    const { id } = await someUser(stores)
    const link = someLink(id)
    await store(stores, link)
    await stores.links.remove(id, link.id, NOW)
    const claim = { userId: id, key: 'k', token: 'not the one that claimed' }
    const keep = () => ({ claim, answer: { status: 200, location: null, body: '' } })
    expect(await stores.links.restore({ userId: id, id: link.id, now: NOW, keep })).toBe('claim_lost')
    expect(await stores.links.find(id, link.id)).toBeNull()
  })

  test('a search looks into slugs and targets, in any case, and takes every sign as itself', async () => {
    const { id } = await someUser(stores)
    const fields = [
      { slug: 'Summer_Sale', target: 'https://shop.test/' },
      { slug: 'summerXsale', target: 'https://shop.test/?off=100%25' },
      { slug: 'plain', target: 'https://shop.test/M%C3%BCnchen!' },
    ]
    for (const over of fields) await store(stores, someLink(id, over))
    const found = async (search: string) => {
      const links = (await stores.links.list(id, 10, null, { search, order: 'oldest' })) ?? []
      const numbers = await stores.links.matching(id, search, 10)
      expect(numbers).toEqual(links.map(({ pk }) => pk).reverse())
      return links.map(({ slug }) => slug)
    }
    expect(await found('SUMMER')).toEqual(['Summer_Sale', 'summerXsale'])
    expect(await found('r_s')).toEqual(['Summer_Sale'])
    expect(await found('100%')).toEqual(['summerXsale'])
    expect(await found('münchen!')).toEqual(['plain'])
    expect(await found('SHOP.test')).toHaveLength(3)
    for (const none of ['%%', '__', '\\', "' or 1=1 --", '!_', 'slug']) expect(await found(none)).toEqual([])
  })

  test('a search finds the few among many, in either order and page by page', async () => {
    const { id } = await someUser(stores)
    const wanted: string[] = []
    for (let n = 0; n < 700; n++) {
      const link = someLink(id, n % 233 === 0 ? { target: 'https://needle.test/' } : {})
      await store(stores, link)
      if (n % 233 === 0) wanted.push(link.id)
    }
    const found = async (order: 'newest' | 'oldest', limit: number, after: string | null) =>
      (await stores.links.list(id, limit, after, { search: 'Needle', order }))?.map((link) => link.id)
    const newest = wanted.toReversed()
    expect(wanted).toHaveLength(4)
    expect(await found('oldest', 10, null)).toEqual(wanted)
    expect(await found('newest', 10, null)).toEqual(newest)
    expect(await found('newest', 3, null)).toEqual(newest.slice(0, 3))
    expect(await found('newest', 3, newest[0] as string)).toEqual(newest.slice(1))
    expect(await found('oldest', 1, wanted[2] as string)).toEqual(wanted.slice(3))
    expect(await stores.links.matching(id, 'needle', 10)).toHaveLength(4)
    const all = { userId: null, search: 'needle', limit: 9, after: null }
    expect((await stores.links.listAll(all))?.filter(({ link }) => link.userId === id)).toHaveLength(4)
  })

  test('a list is read oldest first too, and links by their numbers in any order', async () => {
    const { id } = await someUser(stores)
    const links = Array.from({ length: 4 }, () => someLink(id))
    for (const link of links) await store(stores, link)
    const ids = links.map((link) => link.id)
    const oldest = { search: null, order: 'oldest' } as const
    const page = (await stores.links.list(id, 2, ids[0] as string, oldest)) ?? []
    expect(page.map((link) => link.id)).toEqual(ids.slice(1, 3))
    const [a, b, c] = await stores.links.matching(id, null, 3)
    const pks = [c, a, b] as number[]
    expect((await stores.links.numbered(pks)).map(({ pk }) => pk)).toEqual(pks)
    await stores.links.remove(id, ids[3] as string, NOW)
    expect((await stores.links.numbered(pks)).map(({ pk }) => pk)).toEqual([c, b] as number[])
    expect(await stores.links.numbered([])).toEqual([])
    expect(await stores.links.numberOf(id, ids[3] as string)).toBe(a as number)
    expect(await stores.links.numberOf((await someUser(stores)).id, ids[3] as string)).toBeNull()
  })

  test('an operator lists everybody’s links, newest first, or one user’s, with whose they are', async () => {
    const [ann, ben] = [await someUser(stores), await someUser(stores)]
    const links = [ann, ben, ann].map((user) => someLink(user.id, { target: 'https://operator.test/' }))
    for (const link of links) await store(stores, link)
    const all = { userId: null, search: 'operator.test', limit: 10, after: null }
    const seen = async (over: object) =>
      (await stores.links.listAll({ ...all, ...over }))?.map(({ link, email }) => [link.id, email])
    const rows = [
      [links[2]?.id, ann.email],
      [links[1]?.id, ben.email],
      [links[0]?.id, ann.email],
    ]
    expect(await seen({})).toEqual(rows as string[][])
    expect(await seen({ limit: 1, after: links[2]?.id })).toEqual([rows[1]] as string[][])
    expect(await seen({ userId: ben.id, search: null })).toEqual([rows[1]] as string[][])
    expect(await seen({ after: 'lnk_nobodys' })).toBeUndefined()
    await stores.links.remove(ann.id, links[2]?.id as string, NOW)
    expect(await seen({})).toEqual(rows.slice(1) as string[][])
  })
})
