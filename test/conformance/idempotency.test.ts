import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stores } from '../../src/stores.ts'
import { ENGINES, NOW, someLink, someUser } from '../support/stores.ts'

const HOUR = 3_600_000
const ANSWER = { status: 201, location: 'https://example.com/api/links/lnk_1', body: '{"slug":"x"}' }

describe.each(Object.entries(ENGINES))('idempotency keys on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  const claim = (key: string, token = 'first', userId = 'usr_1') => ({ userId, key, token })
  const claimed = (key: string, token: string, now = NOW, fingerprint = 'print') =>
    stores.idempotencyKeys.claim(claim(key, token), fingerprint, now)

  test('of 16 who claim a key at once one may run', async () => {
    const outcomes = await Promise.all(Array.from({ length: 16 }, (_, n) => claimed('race', `t${n}`)))
    expect(outcomes.filter(({ state }) => state === 'claimed')).toHaveLength(1)
    expect(outcomes.filter(({ state }) => state === 'running')).toHaveLength(15)
  })

  test('a kept answer is given again for 24 hours, then forgotten', async () => {
    await claimed('kept', 'first')
    await stores.idempotencyKeys.keep(claim('kept'), ANSWER)
    expect(await claimed('kept', 'second', NOW + 24 * HOUR - 1)).toEqual({ state: 'kept', answer: ANSWER })
    expect(await claimed('kept', 'third', NOW + 24 * HOUR)).toEqual({ state: 'claimed' })
  })

  test('another request under the same key is known as such, running or kept', async () => {
    await claimed('other', 'first')
    expect(await claimed('other', 'second', NOW, 'another print')).toEqual({ state: 'reused' })
    await stores.idempotencyKeys.keep(claim('other'), ANSWER)
    expect(await claimed('other', 'third', NOW, 'another print')).toEqual({ state: 'reused' })
  })

  test('the same key of another account is another key', async () => {
    await claimed('mine', 'first')
    const theirs = await stores.idempotencyKeys.claim(claim('mine', 'x', 'usr_2'), 'another print', NOW)
    expect(theirs).toEqual({ state: 'claimed' })
  })

  test('a released claim may be made again, a kept one is not released', async () => {
    await claimed('released', 'first')
    await stores.idempotencyKeys.release(claim('released'))
    expect(await claimed('released', 'second')).toEqual({ state: 'claimed' })
    await stores.idempotencyKeys.keep(claim('released', 'second'), ANSWER)
    await stores.idempotencyKeys.release(claim('released', 'second'))
    expect((await claimed('released', 'third')).state).toBe('kept')
  })

  test('a claim whose process died can be taken over, and the old one then stores nothing', async () => {
    const user = await someUser(stores)
    const mine = { userId: user.id, key: 'abandoned', token: 'dead' }
    await stores.idempotencyKeys.claim(mine, 'print', NOW)
    expect((await stores.idempotencyKeys.claim({ ...mine, token: 'new' }, 'print', NOW + 59_999)).state).toBe(
      'running',
    )
    expect((await stores.idempotencyKeys.claim({ ...mine, token: 'new' }, 'print', NOW + 60_000)).state).toBe(
      'claimed',
    )
    const link = someLink(user.id)
    const creation = { link, month: '2026-11', monthlyLimit: 10, kept: { claim: mine, answer: ANSWER } }
    expect(await stores.links.create(creation)).toBe('claim_lost')
    expect(await stores.links.route(link.slug)).toBeNull()
    expect(await stores.links.used(user.id, '2026-11')).toBe(0)
  })

  test('an answer is kept with the link it reports, or neither is', async () => {
    const user = await someUser(stores)
    const mine = { userId: user.id, key: 'together', token: 't' }
    await stores.idempotencyKeys.claim(mine, 'print', NOW)
    const link = someLink(user.id)
    await stores.links.create({
      link,
      month: '2026-11',
      monthlyLimit: 10,
      kept: { claim: mine, answer: ANSWER },
    })
    expect(await stores.idempotencyKeys.claim({ ...mine, token: 'again' }, 'print', NOW)).toEqual({
      state: 'kept',
      answer: ANSWER,
    })
  })

  test('old keys are swept away', async () => {
    await claimed('swept', 'first')
    await stores.idempotencyKeys.keep(claim('swept'), ANSWER)
    await stores.idempotencyKeys.sweep(NOW + 24 * HOUR)
    expect((await claimed('swept', 'second', NOW)).state).toBe('claimed')
  })
})
