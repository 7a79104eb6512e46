import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'
import { AGENTS, counted, type LinkBody, make, refusal, statistics } from './answers.ts'

const SECRET = 'https://secret.example.com/behind?the=gate'
const PASSWORD = 'open sesame & more+'
const HTML = { Accept: 'text/html' }

let server: TestServer
let key: string

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ;({ key } = await server.user('ann@example.com'))
})
afterAll(() => server.end())

const gate = (password = PASSWORD) => make(server, key, { target_url: SECRET, password })
const attempt = (slug: string, password: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/r/${slug}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ password }),
    redirect: 'manual',
  })
const clicksOf = async ({ link_id }: LinkBody) => {
  await counted(server, key)
  return (await statistics(server, key, link_id)).total_clicks
}
/** Everything of an answer that a visitor could read. */
const everything = async (answer: Response) => JSON.stringify([...answer.headers]) + (await answer.text())

describe('a gated link', () => {
  test('answers 200 with a form, and the target appears nowhere', async () => {
    const { slug } = await gate()
    const answer = await server.visit(slug, HTML)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(answer.headers.get('cache-control')).toContain('no-store')
    const page = await everything(answer)
    expect(page).toMatch(/<form method=\\?"post\\?"/)
    expect(page).toContain('type="password"')
    expect(page).not.toContain('secret.example')
  })

  test('says as little to HEAD, to programs and to who asks for JSON', async () => {
    const { slug } = await gate()
    for (const [method, accept] of [
      ['HEAD', 'text/html'],
      ['GET', '*/*'],
      ['GET', 'application/json'],
    ] as const) {
      const answer = await server.visit(slug, { Accept: accept }, method)
      expect(answer.status).toBe(200)
      expect(await everything(answer)).not.toContain('secret.example')
    }
  })

  test('ignores a password in the URL', async () => {
    const link = await gate('right')
    for (const query of ['?password=right', '?pw=right', '?password=right&pw=right', '#right'])
      expect((await server.visit(link.slug + query)).status).toBe(200)
    expect((await attempt(`${link.slug}?password=right`, 'wrong')).status).toBe(403)
    expect(await clicksOf(link)).toBe(0)
    expect(server.log).not.toContain('password=right')
  })

  test('answers a wrong password 403, without the target, in the form that is asked for', async () => {
    const link = await gate()
    const page = await attempt(link.slug, 'wrong', HTML)
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    expect(await everything(page)).not.toContain('secret.example')
    await refusal(await attempt(link.slug, '', { Accept: 'application/json' }), 403, 'wrong_password')
    const line = await attempt(link.slug, PASSWORD.toUpperCase(), { Accept: '*/*' })
    expect([line.status, line.headers.get('content-type')]).toEqual([403, 'text/plain; charset=utf-8'])
    expect(await clicksOf(link)).toBe(0)
  })

  test('answers the right password 303 to the target, counted once; the form is not', async () => {
    const link = await gate()
    await server.visit(link.slug, HTML)
    await attempt(link.slug, 'wrong')
    const answer = await attempt(link.slug, PASSWORD, { 'User-Agent': AGENTS.desktop })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, SECRET])
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(await clicksOf(link)).toBe(1)
    expect((await server.visit(link.slug, HTML)).status).toBe(200)
  })

  test('names as referrer nobody, where its own form sent the visitor on', async () => {
    const link = await gate()
    await attempt(link.slug, PASSWORD, { Referer: link.short_url })
    await counted(server, key)
    expect((await statistics(server, key, link.link_id)).referrers).toEqual([
      { referrer: 'direct', clicks: 1 },
    ])
  })

  test.each(['x', ' ', 'p'.repeat(256), '🔑'.repeat(256), 'ünï\u0000cödé', '%20+&=#'])(
    'opens to its whole password and to nothing less: %j',
    async (password) => {
      const { slug } = await gate(password)
      expect((await attempt(slug, `${password}!`)).status).toBe(403)
      expect((await attempt(slug, password.slice(0, -1))).status).toBe(403)
      expect((await attempt(slug, password)).status).toBe(303)
    },
  )
})

describe('tries', () => {
  test('are five; then 429 with Retry-After, and the right password is 429 too', async () => {
    const link = await gate()
    for (let n = 0; n < 5; n++) expect((await attempt(link.slug, `wrong-${n}`)).status).toBe(403)
    const answer = await attempt(link.slug, 'wrong', { Accept: 'application/json' })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await refusal(answer, 429, 'too_many_tries')
    const right = await attempt(link.slug, PASSWORD, HTML)
    expect([right.status, right.headers.has('location')]).toEqual([429, false])
    expect(await everything(right)).not.toContain('secret.example')
    expect(await clicksOf(link)).toBe(0)
  })

  test('sent all at once are five as well', async () => {
    const { slug } = await gate()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(slug, `wrong-${n}`)))
    const wrong = answers.filter(({ status }) => status === 403)
    expect([wrong.length, answers.filter(({ status }) => status === 429).length]).toEqual([5, 35])
  })

  test('on one link are no tries on another', async () => {
    const [one, other] = [await gate(), await gate()]
    for (let n = 0; n < 6; n++) await attempt(one.slug, 'wrong')
    expect((await attempt(other.slug, PASSWORD)).status).toBe(303)
  })

  test('with the right password are not used up', async () => {
    const link = await gate()
    for (let n = 0; n < 8; n++) expect((await attempt(link.slug, PASSWORD)).status).toBe(303)
    expect(await clicksOf(link)).toBe(8)
  })

  test('cannot be had anew with a forged X-Forwarded-For', async () => {
    const { slug } = await gate()
    for (let n = 0; n < 5; n++) await attempt(slug, 'wrong', { 'X-Forwarded-For': `203.0.113.${n}` })
    expect((await attempt(slug, PASSWORD, { 'X-Forwarded-For': '203.0.113.9' })).status).toBe(429)
  })
})

test('a form goes to gated links alone: 405 for an open link, 404 for none', async () => {
  const { slug } = await make(server, key)
  const answer = await attempt(slug, 'x', { Accept: 'application/json' })
  expect(answer.headers.get('allow')).toBe('GET, HEAD')
  await refusal(answer, 405, 'method_not_allowed')
  await refusal(await attempt('unknown', 'x', { Accept: 'application/json' }), 404, 'not_found')
})

test('a gated link that is deleted takes no password any more', async () => {
  const { link_id, slug } = await gate()
  await server.api(key, 'DELETE', `/api/links/${link_id}`)
  expect((await attempt(slug, PASSWORD)).status).toBe(404)
})
