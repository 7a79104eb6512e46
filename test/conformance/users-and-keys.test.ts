import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stores } from '../../src/stores.ts'
import { ENGINES, NOW, someUser } from '../support/stores.ts'

describe.each(Object.entries(ENGINES))('users and keys on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  const record = (userId: string, id: string) => ({
    id,
    userId,
    name: 'laptop',
    start: 'fluxly_live_abcd',
    createdAt: NOW,
    lastUsedAt: null,
    revokedAt: null,
  })

  test('an address has one user, however many are made at once', async () => {
    const user = (n: number) => ({
      id: `usr_${n}`,
      email: 'one@example.com',
      name: '',
      plan: 'free' as const,
      admin: n === 1,
      emailVerified: true,
      disabledAt: null,
      createdAt: NOW,
    })
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => stores.users.create(user(n), 'hash')))
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
    expect(await stores.users.findByEmail('one@example.com')).toMatchObject({ plan: 'free' })
    expect(await stores.users.findByEmail('two@example.com')).toBeNull()
    expect(await stores.users.any()).toBe(true)
  })

  test('a plan is changed, and only of a user who exists', async () => {
    const user = await someUser(stores, 'free')
    expect(await stores.users.setPlan(user.email, 'pro')).toBe(true)
    expect(await stores.users.findByEmail(user.email)).toMatchObject({ plan: 'pro' })
    expect(await stores.users.plansInUse()).toContain('pro')
    expect(await stores.users.setPlan('nobody@example.com', 'pro')).toBe(false)
  })

  test('a key leads to its owner until it is revoked', async () => {
    const user = await someUser(stores)
    await stores.keys.create(record(user.id, 'key_a'), 'hash-a')
    expect(await stores.keys.owner('hash-a')).toEqual({ keyId: 'key_a', user, lastUsedAt: null })
    await stores.keys.touch('key_a', NOW + 5)
    expect((await stores.keys.owner('hash-a'))?.lastUsedAt).toBe(NOW + 5)
    expect(await stores.keys.revoke('key_a', NOW + 9)).toBe(true)
    expect(await stores.keys.revoke('key_a', NOW + 10)).toBe(false)
    expect(await stores.keys.owner('hash-a')).toBeNull()
    expect(await stores.keys.list(user.id)).toEqual([
      { ...record(user.id, 'key_a'), lastUsedAt: NOW + 5, revokedAt: NOW + 9 },
    ])
  })

  test('a disabled user’s key leads to nobody, until they are enabled again', async () => {
    const user = await someUser(stores)
    await stores.keys.create(record(user.id, 'key_b'), 'hash-b')
    await stores.users.change(user.id, { disabledAt: NOW })
    expect(await stores.keys.owner('hash-b')).toBeNull()
    await stores.users.change(user.id, { disabledAt: null })
    expect(await stores.keys.owner('hash-b')).toMatchObject({ keyId: 'key_b' })
  })
})
