import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type RawAnswer, send, valuesOf } from '../support/raw.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { type LinkBody, make, refusal, TARGET, wrongFields } from './answers.ts'

let server: TestServer
let user: TestUser
/** A link that expires while the other tests run. */
let ending: LinkBody

beforeAll(async () => {
  server = await startServer()
  user = await server.user('ann@example.com')
  ending = await make(server, user.key, { expires_at: new Date(Date.now() + 3000).toISOString() })
})
afterAll(() => server.end())

const JSON_TYPE = { 'Content-Type': 'application/json' }
const list = (headers: Record<string, string>, query = '') =>
  fetch(`${server.url}/api/links${query}`, { headers })
const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
  fetch(`${server.url}/api/links`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${user.key}`, ...headers },
    body: Buffer.from(body),
  })
/** A good body, padded to a length in bytes. */
const padded = (length: number) => JSON.stringify({ target_url: TARGET }).padEnd(length)

describe('400', () => {
  test.each(['', '{', "{'target_url':'https://example.com/'}", '{"target_url":"https://example.com/"} {}'])(
    'answers a body that is not JSON: %j',
    async (body) => {
      await refusal(await post(body), 400, 'invalid_json')
    },
  )
})

describe('401', () => {
  test('answers a key that is missing, invalid, or under another scheme, and asks for a Bearer token', async () => {
    const wrong = [
      {},
      { Authorization: 'Bearer' },
      { Authorization: 'Bearer fluxly_live_000000000000000000000000000000000000' },
      { Authorization: `Bearer ${user.key}x` },
      { Authorization: `Bearer ${user.key.toLowerCase()}` },
      { Authorization: `Basic ${user.key}` },
      { Authorization: user.key },
    ]
    for (const headers of wrong) {
      const answer = await list(headers)
      expect(answer.headers.get('www-authenticate')).toStartWith('Bearer')
      await refusal(answer, 401, 'invalid_key')
    }
  })

  test('answers a key anywhere but in the Authorization header', async () => {
    await refusal(await list({ 'X-API-Key': user.key }), 401, 'invalid_key')
    await refusal(await list({ Cookie: `key=${user.key}` }), 401, 'invalid_key')
    await refusal(await list({}, `?key=${user.key}`), 401, 'invalid_key')
  })

  test('comes before 404, 415 and 422: a stranger learns nothing', async () => {
    await refusal(await fetch(`${server.url}/api/links/lnk_000000000000`), 401, 'invalid_key')
    const blind = await fetch(`${server.url}/api/links`, { method: 'POST', body: 'x' })
    await refusal(blind, 401, 'invalid_key')
  })

  test('answers a revoked key at once, while the account’s other keys go on', async () => {
    const { email, key, keyId } = await server.user('two-keys@example.com')
    const other = (await server.command('key', 'create', '--email', email, '--name', 'other')).out
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
    expect((await server.command('key', 'revoke', keyId)).code).toBe(0)
    await refusal(await server.api(key, 'GET', '/api/links'), 401, 'invalid_key')
    expect((await server.api(other, 'GET', '/api/links')).status).toBe(200)
  })
})

describe('402', () => {
  test.each(['free', 'pro'])('answers a key on the plan %s: the API comes with Full Stack', async (plan) => {
    const { key } = await server.user(`${plan}@example.com`, plan)
    for (const answer of [
      await server.api(key, 'GET', '/api/links'),
      await server.api(key, 'POST', '/api/links', { target_url: TARGET }),
      await server.api(key, 'GET', '/api/links/lnk_000000000000'),
      await server.api(key, 'DELETE', '/api/links/lnk_000000000000'),
      await server.api(key, 'GET', '/api/links/lnk_000000000000/analytics'),
    ]) {
      expect(await refusal(answer, 402, 'plan_required')).toMatchObject({
        feature: 'api',
        required_plan: 'full_stack',
        upgrade_url: `${server.url}/plans`,
      })
    }
    expect((await fetch(`${server.url}/plans`)).status).toBe(200)
  })

  test('begins and ends with `user set-plan` at once', async () => {
    const { key, email } = await server.user('moving@example.com', 'free')
    await refusal(await server.api(key, 'GET', '/api/links'), 402, 'plan_required')
    expect((await server.command('user', 'set-plan', '--email', email, '--plan', 'full_stack')).code).toBe(0)
    const { slug } = await make(server, key)
    expect((await server.command('user', 'set-plan', '--email', email, '--plan', 'pro')).code).toBe(0)
    await refusal(await server.api(key, 'GET', '/api/links'), 402, 'plan_required')
    expect((await server.visit(slug)).status).toBe(302)
  })
})

describe('404', () => {
  test.each(['/api', '/api/', '/api/nothing', '/api/links/', '/api/links/x/y', '/api/links/%00'])(
    'answers a path of the API that leads nowhere: %s',
    async (path) => {
      await refusal(await server.api(user.key, 'GET', path), 404, 'not_found')
    },
  )
})

describe('405', () => {
  test.each([
    ['PUT', '/api/links', ['GET', 'HEAD', 'POST']],
    ['DELETE', '/api/links', ['GET', 'HEAD', 'POST']],
    ['PATCH', '/api/links', ['GET', 'HEAD', 'POST']],
    ['POST', '/api/links/lnk_000000000000', ['DELETE', 'GET', 'HEAD', 'PATCH']],
    ['POST', '/api/links/lnk_000000000000/analytics', ['GET', 'HEAD']],
    ['DELETE', '/r/some-slug', ['GET', 'HEAD', 'POST']],
    ['POST', '/healthz', ['GET', 'HEAD']],
    ['POST', '/openapi.json', ['GET', 'HEAD']],
    ['POST', '/docs/errors', ['GET', 'HEAD']],
  ])('answers %s %s and names the methods that are allowed', async (method, path, allowed) => {
    const answer = await server.api(user.key, method, path)
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allowed)
    await refusal(answer, 405, 'method_not_allowed')
  })

  test('is not what HEAD gets where GET is answered', async () => {
    const paths = [
      '/api/links',
      '/openapi.json',
      '/docs',
      '/docs/errors',
      '/reference',
      '/plans',
      '/',
      '/healthz',
      '/readyz',
      '/metrics',
    ]
    for (const path of paths) {
      const head = await server.api(user.key, 'HEAD', path)
      expect([path, head.status, await head.text()]).toEqual([path, 200, ''])
    }
  })
})

describe('413', () => {
  const KIB_64 = 65_536

  /** Sends a body in pieces, its length not told beforehand. */
  const chunked = (body: string): Promise<RawAnswer> =>
    send(server.port, {
      method: 'POST',
      path: '/api/links',
      headers: { Authorization: `Bearer ${user.key}`, ...JSON_TYPE, 'Transfer-Encoding': 'chunked' },
      body: `${(body.match(/.{1,16000}/gs) ?? [])
        .map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
        .join('')}0\r\n\r\n`,
    })

  test('answers a body over 64 KiB, and not one of exactly 64 KiB', async () => {
    expect((await post(padded(KIB_64))).status).toBe(201)
    await refusal(await post(padded(KIB_64 + 1)), 413, 'body_too_large')
  })

  test('answers it too where the body comes in chunks', async () => {
    expect((await chunked(padded(KIB_64))).status).toBe(201)
    const answer = await chunked(padded(KIB_64 + 1))
    expect(answer.status).toBe(413)
    expect(valuesOf(answer, 'content-type')).toEqual(['application/problem+json'])
    expect(JSON.parse(answer.body)).toMatchObject({ status: 413, code: 'body_too_large' })
  })

  test('counts bytes, not characters', async () => {
    const body = JSON.stringify({ target_url: TARGET, unknown: 'ü'.repeat(KIB_64 / 2) })
    expect(body.length).toBeLessThan(KIB_64)
    await refusal(await post(body), 413, 'body_too_large')
  })
})

describe('415', () => {
  test.each([
    {},
    { 'Content-Type': '' },
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    { 'Content-Type': 'application/jsonp' },
    { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
  ])('answers a body that is not plain JSON: %j', async (headers) => {
    await refusal(await post(padded(0), headers), 415, 'unsupported_media_type')
  })

  test('does not answer JSON with parameters, or in capitals', async () => {
    expect((await post(padded(0), { 'Content-Type': 'application/json; charset=utf-8' })).status).toBe(201)
    expect((await post(padded(0), { 'Content-Type': 'Application/JSON' })).status).toBe(201)
  })
})

describe('422', () => {
  test('names a wrong field in errors, with a message', async () => {
    expect(await wrongFields(await post('{"target_url":"nope"}'))).toEqual(['target_url'])
  })
})

describe('410', () => {
  test('answers an expired link, as problem+json to who asks for JSON', async () => {
    const answer = await eventually(async () => {
      const visit = await server.visit(ending.slug, { Accept: 'application/json' })
      return visit.status === 302 ? null : visit
    })
    await refusal(answer, 410, 'link_expired')
  })
})

test('the type of a refusal leads to a page of this server that explains its code', async () => {
  const problems = [
    await refusal(await post('{'), 400, 'invalid_json'),
    await refusal(await list({}), 401, 'invalid_key'),
    await refusal(await server.api(user.key, 'GET', '/api/links/none'), 404, 'not_found'),
    await refusal(await server.api(user.key, 'PUT', '/api/links'), 405, 'method_not_allowed'),
  ]
  for (const { type, code } of problems) {
    expect(type).toStartWith(server.url)
    const page = await fetch(type)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain(`id="${code}"`)
  }
})
