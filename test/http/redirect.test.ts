import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { send, valuesOf } from '../support/raw.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'
import { AGENTS, bodyOf, counted, type LinkBody, make, refusal, statistics, TARGET } from './answers.ts'

let server: TestServer
let key: string
let ending: LinkBody

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ;({ key } = await server.user('ann@example.com'))
  ending = await make(server, key, { expires_at: new Date(Date.now() + 3000).toISOString() })
  expect((await server.visit(ending.slug)).status).toBe(302)
})
afterAll(() => server.end())

const total = async (id: string) => (await statistics(server, key, id)).total_clicks

test('a short URL answers 302 with its target, and nobody may keep the answer', async () => {
  const { slug } = await make(server, key)
  const answer = await server.visit(slug)
  expect([answer.status, await answer.text()]).toEqual([302, ''])
  expect(answer.headers.get('location')).toBe(TARGET)
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  expect(answer.headers.has('set-cookie')).toBe(false)
})

test('a query on the short URL does not move the redirect', async () => {
  const { slug } = await make(server, key)
  for (const query of ['?redir_url=https://evil.example/', '?url=//evil.example', '?a=1&a=2', '?'])
    expect((await server.visit(slug + query)).headers.get('location')).toBe(TARGET)
})

test('the path is the slug and nothing else', async () => {
  const { slug } = await make(server, key)
  for (const path of [
    `${slug}/`,
    `${slug}/x`,
    `${slug}.`,
    `${slug}%00`,
    `%20${slug}`,
    '',
    '%zz',
    '__proto__',
  ])
    expect([path, (await server.visit(path)).status]).toEqual([path, 404])
})

describe('counting', () => {
  test('each click is counted once, however many come at once', async () => {
    const { link_id, slug } = await make(server, key)
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.visit(slug)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([302]))
    await counted(server, key)
    expect(await total(link_id)).toBe(100)
    const link = await bodyOf<LinkBody>(await server.api(key, 'GET', `/api/links/${link_id}`))
    expect(link.click_count).toBe(100)
    expect((await server.command('verify')).code).toBe(0)
  })

  test.each([
    ['HEAD', [{}]],
    ['GET', [{ 'Sec-Purpose': 'prefetch' }, { 'Sec-Purpose': 'prefetch;prerender' }]],
    ['GET', [{ Purpose: 'prefetch' }, { 'X-Moz': 'prefetch' }]],
    [
      'GET',
      [
        { 'Sec-Purpose': '', Purpose: 'prefetch' },
        { Purpose: 'preview', 'X-Moz': 'prefetch' },
      ],
    ],
  ])('%s with %j is answered like a click and not counted', async (method, kinds) => {
    const { link_id, slug } = await make(server, key)
    for (const headers of kinds) {
      const answer = await server.visit(slug, headers, method)
      expect([answer.status, answer.headers.get('location')]).toEqual([302, TARGET])
    }
    await counted(server, key)
    expect(await total(link_id)).toBe(0)
  })

  test('another purpose is counted', async () => {
    const { link_id, slug } = await make(server, key)
    await server.visit(slug, { Purpose: 'preview' })
    await counted(server, key)
    expect(await total(link_id)).toBe(1)
  })

  test('clicks are still there after the server starts again', async () => {
    const own = await startServer()
    const owner = await own.user('ann@example.com')
    const { link_id, slug } = await make(own, owner.key)
    for (let n = 0; n < 5; n++) await own.visit(slug)
    await own.end()
    await own.restart()
    await own.visit(slug)
    await counted(own, owner.key)
    expect((await statistics(own, owner.key, link_id)).total_clicks).toBe(6)
    await own.end()
  })
})

describe('an unknown slug', () => {
  test('answers a 404 page to a browser', async () => {
    const answer = await server.visit('unknown', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(await answer.text()).toStartWith('<!doctype html>')
  })

  test('answers problem+json to who accepts JSON', async () => {
    await refusal(await server.visit('unknown', { Accept: 'application/json' }), 404, 'not_found')
    await refusal(await server.visit('unknown', { Accept: 'application/problem+json' }), 404, 'not_found')
  })

  test('answers a short line of plain text to curl and other programs', async () => {
    for (const headers of [{ Accept: '*/*' }, {}, { 'User-Agent': AGENTS.program }]) {
      const answer = await server.visit('unknown', headers)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8'])
      expect(await answer.text()).toMatch(/^.{5,120}\n$/)
    }
  })
})

describe('an expired link', () => {
  const gone = (accept: string) =>
    eventually(async () => {
      const visit = await server.visit(ending.slug, { Accept: accept })
      return visit.status === 302 ? null : visit
    })

  test('answers 410 in the form that is asked for, and leads nowhere', async () => {
    for (const [accept, type] of [
      ['text/html', 'text/html; charset=utf-8'],
      ['*/*', 'text/plain; charset=utf-8'],
      ['application/json', 'application/problem+json'],
    ] as const) {
      const answer = await gone(accept)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([410, type])
      expect(answer.headers.get('cache-control')).toContain('no-store')
      expect(answer.headers.has('location')).toBe(false)
      expect(await answer.text()).not.toContain(TARGET)
    }
  })

  test('keeps its statistics, and counts nothing more', async () => {
    await gone('*/*')
    await counted(server, key)
    const before = await total(ending.link_id)
    expect(before).toBeGreaterThanOrEqual(1)
    for (let n = 0; n < 3; n++) expect((await server.visit(ending.slug)).status).toBe(410)
    await counted(server, key)
    expect(await total(ending.link_id)).toBe(before)
    const link = await bodyOf<LinkBody>(await server.api(key, 'GET', `/api/links/${ending.link_id}`))
    expect(link.click_count).toBe(before)
  })
})

describe('any Host is served', () => {
  test.each(['evil.example', 'evil.example/@x', 'a:99999', '', '[::1', 'a b', 'ümlaut.example', '%zz'])(
    'Host: %s',
    async (host) => {
      const { slug } = await make(server, key)
      const answer = await send(server.port, { path: `/r/${slug}`, headers: { Host: host } })
      expect([answer.status, valuesOf(answer, 'location')]).toEqual([302, [TARGET]])
      const unknown = await send(server.port, { path: '/r/unknown-host', headers: { Host: host } })
      expect([unknown.status, unknown.body.includes('evil')]).toEqual([404, false])
    },
  )

  test('and none at all, in HTTP/1.0', async () => {
    const { slug } = await make(server, key)
    for (const [path, status] of [
      [`/r/${slug}`, 302],
      ['/r/unknown', 404],
      ['/nowhere', 404],
      ['/api/links', 401],
      ['/healthz', 200],
    ] as const)
      expect((await send(server.port, { path, headers: { Host: null }, version: '1.0' })).status).toBe(status)
  })
})

test('every page keeps out foreign scripts, frames, sniffing and referrers, and sets no cookie', async () => {
  const gated = await make(server, key, { password: 'x' })
  const handier = ['/', '/docs', '/reference', '/plans', '/docs/errors']
  const paths = [...handier, '/nowhere', '/r/unknown', `/r/${gated.slug}`]
  for (const path of paths) {
    const page = await fetch(server.url + path, { headers: { Accept: 'text/html' } })
    expect([path, page.headers.get('content-type')]).toEqual([path, 'text/html; charset=utf-8'])
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.has('set-cookie')).toBe(false)
    const scripts = (await page.text()).match(/<script[^>]*>/g) ?? []
    expect([path, policy.includes("script-src 'self'")]).toEqual([path, handier.includes(path)])
    expect(scripts).toHaveLength(handier.includes(path) ? 2 : 0)
    for (const script of scripts) expect(script).toMatch(/ src="\/assets\/[\w.-]+"/)
  }
})
