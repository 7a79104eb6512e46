import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stores } from '../../src/stores.ts'
import { ENGINES, NOW, someLink, someUser, store } from '../support/stores.ts'

const MONTH = '2026-11'

describe.each(Object.entries(ENGINES))('accounts on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  const page = (over: object = {}) => ({ search: '', limit: 100, after: null, month: MONTH, ...over })

  test('users are listed with their links, and found by parts of address and name', async () => {
    const user = await someUser(stores, 'free')
    await stores.users.setName(user.id, 'Ada 100%_Lovelace')
    await store(stores, someLink(user.id))
    const gone = someLink(user.id)
    await store(stores, gone)
    await stores.links.remove(user.id, gone.id, NOW)
    const found = await stores.users.list(page({ search: '100%_love' }))
    expect(found).toEqual([{ user: { ...user, name: 'Ada 100%_Lovelace' }, links: 1, linksThisMonth: 2 }])
    expect(await stores.users.list(page({ search: '100x_love' }))).toEqual([])
    expect((await stores.users.list(page({ search: user.email.slice(3, 12) }))).length).toBeGreaterThan(0)
  })

  test('pages of users meet without a gap, also where many came at one moment', async () => {
    const all = (await stores.users.list(page())).length
    for (let n = 0; n < 7; n++) await someUser(stores)
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const next = await stores.users.list(page({ limit: 2, after }))
      seen.push(...next.map(({ user }) => user.id))
      if (next.length < 2) break
      after = next.at(-1)?.user.id ?? null
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength(all + 7)
  })

  test('a first user is made once, and never where there is one', async () => {
    const user = { ...(await someUser(stores)), id: 'usr_first', email: 'first@example.com' }
    expect(await stores.users.createFirst(user, 'hash')).toBe('not_first')
    expect(await stores.users.find('usr_first')).toBeNull()
  })

  test('a disabled user’s key leads nowhere until they are enabled again', async () => {
    const user = await someUser(stores)
    const key = {
      id: 'key_d',
      userId: user.id,
      name: 'x',
      start: 'x',
      createdAt: NOW,
      lastUsedAt: null,
      revokedAt: null,
    }
    await stores.keys.create(key, 'hash-d')
    expect(await stores.users.change(user.id, { disabledAt: NOW })).toMatchObject({ disabledAt: NOW })
    expect(await stores.keys.owner('hash-d')).toBeNull()
    expect(await stores.users.change(user.id, { disabledAt: null, plan: 'pro', admin: true })).toMatchObject({
      disabledAt: null,
      plan: 'pro',
      admin: true,
    })
    expect((await stores.keys.owner('hash-d'))?.user.plan).toBe('pro')
    expect(await stores.users.change('usr_nobody', { plan: 'pro' })).toBeNull()
  })

  test('a user who is taken away leaves slugs that nobody can take, and later nothing at all', async () => {
    const user = await someUser(stores)
    const link = someLink(user.id, { target: 'https://example.com/secret' })
    await store(stores, link)
    await stores.outbox.add({ to: user.email, subject: 'x', link: 'http://x/', at: NOW, expiresAt: NOW + 9 })
    const numbers = await stores.users.erase(user.id, NOW)
    expect(await stores.outbox.list(NOW)).toEqual([])
    expect(numbers).toHaveLength(1)
    expect(await stores.users.findByEmail(user.email)).toBeNull()
    expect(await stores.links.route(link.slug)).toBeNull()
    expect((await stores.users.list(page())).some((row) => row.user.id === user.id)).toBe(false)
    const other = await someUser(stores)
    expect(await store(stores, someLink(other.id, { slug: link.slug }))).toBe('slug_taken')
    await stores.users.sweep()
    expect(await stores.users.find(user.id)).not.toBeNull()
    await stores.links.erase(numbers)
    await stores.users.sweep()
    expect(await stores.users.find(user.id)).toBeNull()
  })

  test('an invitation is found by its token until it is taken, withdrawn or too old', async () => {
    const invitation = {
      id: 'inv_1',
      email: 'bob@example.com',
      byOperator: true,
      createdAt: NOW,
      expiresAt: NOW + 1000,
      acceptedAt: null,
    }
    await stores.invitations.create(invitation, 'token-1')
    expect(await stores.invitations.find('token-1', NOW)).toEqual(invitation)
    expect(await stores.invitations.isInvited('bob@example.com', NOW)).toBe(true)
    expect(await stores.invitations.find('token-1', NOW + 1000)).toBeNull()
    await stores.invitations.accept('bob@example.com', NOW + 5)
    expect(await stores.invitations.find('token-1', NOW)).toBeNull()
    expect(await stores.invitations.isInvited('bob@example.com', NOW)).toBe(false)
    expect(await stores.invitations.list()).toEqual([{ ...invitation, acceptedAt: NOW + 5 }])
    expect(await stores.invitations.remove('inv_1')).toBe(true)
    expect(await stores.invitations.remove('inv_1')).toBe(false)
  })

  test('who asks for an account is not one whom an operator invited', async () => {
    const asked = {
      id: 'inv_2',
      email: 'eve@example.com',
      byOperator: false,
      createdAt: NOW,
      expiresAt: NOW + 1000,
      acceptedAt: null,
    }
    await stores.invitations.create(asked, 'token-2')
    expect(await stores.invitations.find('token-2', NOW)).toEqual(asked)
    expect(await stores.invitations.isInvited('eve@example.com', NOW)).toBe(false)
    expect(await stores.invitations.list()).toEqual([])
    await stores.invitations.sweep(NOW + 1000)
    expect(await stores.invitations.find('token-2', NOW)).toBeNull()
  })

  test('sign-up is by invitation until an operator says otherwise', async () => {
    expect(await stores.settings.signUp()).toBe('invitation')
    await stores.settings.setSignUp('open')
    await stores.settings.setSignUp('closed')
    expect(await stores.settings.signUp()).toBe('closed')
  })

  test('the last fifty mails that reached nobody are kept, newest first', async () => {
    for (let n = 1; n <= 53; n++)
      await stores.outbox.add({
        to: `${n}@example.com`,
        subject: 'x',
        link: 'http://x/',
        at: NOW + n,
        expiresAt: NOW + 100,
      })
    const kept = await stores.outbox.list(NOW)
    expect(kept).toHaveLength(50)
    expect(kept[0]).toEqual({
      to: '53@example.com',
      subject: 'x',
      link: 'http://x/',
      at: NOW + 53,
      expiresAt: NOW + 100,
    })
    expect(kept[49]?.to).toBe('4@example.com')
    expect(await stores.outbox.list(NOW + 100)).toEqual([])
    await stores.outbox.sweep(NOW + 100)
    expect(await stores.outbox.list(NOW)).toEqual([])
  })
})
