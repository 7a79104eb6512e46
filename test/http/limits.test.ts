import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'
import { make, refusal, TARGET } from './answers.ts'

describe('429', () => {
  let small: TestServer
  beforeAll(async () => {
    small = await startServer({ FLUXLY_RATE_LIMIT: '5' })
  })
  afterAll(() => small.end())

  const seconds = (text: string | null) => Number(/^[1-9]\d?$/.exec(text ?? '')?.[0])

  test('answers a key’s sixth request of a minute under a limit of 5; another key goes on', async () => {
    const [ann, ben] = [await small.user('ann@example.com'), await small.user('ben@example.com')]
    for (const left of [4, 3, 2, 1, 0]) {
      const { status, headers } = await small.api(ann.key, 'GET', '/api/links')
      expect([status, headers.get('ratelimit-policy')]).toEqual([200, '"api";q=5;w=60'])
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"api";r=${left};t=[1-9]\\d?$`))
    }
    const answer = await small.api(ann.key, 'GET', '/api/links')
    expect(seconds(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(answer.headers.get('ratelimit')).toMatch(/^"api";r=0;t=\d+$/)
    await refusal(answer, 429, 'rate_limited')
    expect((await small.api(ben.key, 'GET', '/api/links')).status).toBe(200)
  })

  test('answers a key’s refused requests too: 404 and 422 count', async () => {
    const { key } = await small.user('careless@example.com')
    for (const path of ['/api/links?limit=0', '/api/links/none', '/api/links/none/analytics']) {
      const { headers } = await small.api(key, 'GET', path)
      expect(headers.get('ratelimit-policy')).toBe('"api";q=5;w=60')
    }
    await small.api(key, 'GET', '/api/links')
    await small.api(key, 'GET', '/api/links')
    await refusal(await small.api(key, 'POST', '/api/links', { target_url: TARGET }), 429, 'rate_limited')
  })
})

test('FLUXLY_RATE_LIMIT=0 lifts the limits on requests; those on password tries stay', async () => {
  const open = await startServer({ FLUXLY_RATE_LIMIT: '0' })
  const { key } = await open.user('ann@example.com')
  const { slug } = await make(open, key, { password: 'right' })
  const many = Array.from({ length: 700 }, (_, n) => n)
  const answers = await Promise.all(many.map(() => open.api(key, 'GET', '/api/links?limit=1')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(answers[0]?.headers.has('ratelimit')).toBe(false)
  const strangers = await Promise.all(many.map((n) => open.visit(`unknown-${n}`)))
  expect(new Set(strangers.map(({ status }) => status))).toEqual(new Set([404]))
  const tries = Array.from({ length: 6 }, () =>
    fetch(`${open.url}/r/${slug}`, { method: 'POST', body: new URLSearchParams({ password: 'wrong' }) }),
  )
  const statuses = (await Promise.all(tries)).map(({ status }) => status).sort()
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
  await open.end()
})
