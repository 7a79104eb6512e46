import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RawAnswer, send, valuesOf } from '../support/raw.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'
import { bodyOf, type LinkBody, make } from './answers.ts'

interface BadInput {
  name: string
  method: string
  path: string
  headers: Record<string, string | string[] | null>
  body: string
  expect_status: number[]
  enc?: 'latin1'
  repeat?: number
}

const INPUTS = readFileSync(join(import.meta.dir, 'bad_inputs.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): BadInput => JSON.parse(line))

/** Where a line allows more than one status: the one that the contract names. */
const PINNED: Record<string, number> = {
  'json-true': 422,
  'json-string': 422,
  'json-array-of-links': 422,
  'json-proto-key': 422,
  'json-proto-array': 422,
  'json-invalid-utf8': 400,
  'target-nul': 422,
  'target-metadata-ip': 201,
  'target-bidi': 422,
  'slug-nul': 422,
  'slug-lone-surrogate': 422,
  'slug-reserved-static': 422,
  'password-lone-surrogate': 422,
  'password-blank': 201,
  'auth-two-headers': 401,
  'method-put-redirect': 405,
  'path-absolute-form': 404,
  'wire-host-with-path': 404,
  'wire-host-empty': 404,
  'cors-evil-origin': 405,
  'fx-deleted': 404,
  'fx-gate-no-password': 200,
  'fx-gate-query': 200,
  'fx-gate-array': 403,
  'fx-analytics-reversed': 422,
  'idem-key-300': 400,
  'query-search-like': 200,
}
const pinned = (input: BadInput) => {
  const status = PINNED[input.name] ?? (input.name.startsWith('query-') ? 422 : undefined)
  return status === undefined ? input.expect_status : [status]
}

const GATED = 'https://secret.example.com/behind-the-gate'
const UNLOCK = 'open sesame'

let server: TestServer
let fixtures: Record<string, string>

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '0' })
  const [own, other, free, revoked] = await Promise.all([
    server.user('own@example.com'),
    server.user('other@example.com'),
    server.user('free@example.com', 'free'),
    server.user('revoked@example.com'),
  ])
  await server.command('key', 'revoke', revoked.keyId)
  const [mine, taken, gone, gated, ending] = await Promise.all([
    make(server, own.key),
    make(server, other.key, { target_url: 'https://example.com/taken' }),
    make(server, own.key),
    make(server, own.key, { target_url: GATED, password: UNLOCK }),
    make(server, own.key, { expires_at: new Date(Date.now() + 3000).toISOString() }),
  ])
  await server.api(own.key, 'DELETE', `/api/links/${gone.link_id}`)
  fixtures = {
    HOST: `127.0.0.1:${server.port}`,
    KEY: own.key,
    SHA256_KEY: createHash('sha256').update(own.key).digest('hex'),
    KEY_FREE: free.key,
    KEY_REVOKED: revoked.key,
    ID: mine.link_id,
    ID_B: taken.link_id,
    SLUG_TAKEN: taken.slug,
    SLUG_DELETED: gone.slug,
    SLUG_GATED: gated.slug,
    GATE_PASSWORD: encodeURIComponent(UNLOCK),
    SLUG_EXPIRED: ending.slug,
  }
  await eventually(async () => ((await server.visit(ending.slug)).status === 410 ? true : null))
})
afterAll(() => server.end())

const fill = (text: string) =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = fixtures[name]
    if (value === undefined) throw new Error(`There is no fixture ${name}.`)
    return value
  })

const fillAll = (headers: BadInput['headers']) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value === null ? null : Array.isArray(value) ? value.map(fill) : fill(value),
    ]),
  )

async function sendAll({ method, path, headers, body, enc, repeat = 1 }: BadInput): Promise<RawAnswer> {
  const request = { method, path: fill(path), headers: fillAll(headers), body: fill(body) }
  for (let sent = 1; ; sent++) {
    const answer = await send(server.port, { ...request, encoding: enc ?? 'utf8' })
    if (sent === repeat) return answer
  }
}

/** What holds for every answer, whatever was sent. */
function holdsAlways(answer: RawAnswer): void {
  const text = JSON.stringify(answer)
  expect(answer.status).toBeLessThan(500)
  expect(text).not.toMatch(/evil\.test|secret\.example|\.ts:\d|SQLITE|SELECT |node_modules/)
  expect(text).not.toContain(fixtures.KEY as string)
  expect(valuesOf(answer, 'set-cookie')).toEqual([])
  expect(valuesOf(answer, 'access-control-allow-origin')).toEqual([])
  expect(valuesOf(answer, 'location')).toHaveLength([201, 302].includes(answer.status) ? 1 : 0)
}

/** The runtime answers by itself, without a body, what is not HTTP; all else is ours to explain. */
function explains(answer: RawAnswer): void {
  if (answer.status < 400 || answer.body === '') return
  const [type] = valuesOf(answer, 'content-type')
  expect(type).toMatch(/^(application\/problem\+json$|text\/(plain|html); charset=utf-8$)/)
  expect(valuesOf(answer, 'cache-control').join()).toContain('no-store')
  if (answer.status === 401) expect(valuesOf(answer, 'www-authenticate').join()).toStartWith('Bearer')
  if (answer.status === 405) expect(valuesOf(answer, 'allow')).toHaveLength(1)
}

test('the list holds all 182 bad inputs, each under a name of its own', () => {
  expect(new Set(INPUTS.map(({ name }) => name)).size).toBe(182)
})

test.each(INPUTS.map((input) => [input.name, input] as const))('%s', async (_, input) => {
  const answer = await sendAll(input)
  expect(pinned(input)).toContain(answer.status)
  holdsAlways(answer)
  explains(answer)
})

test('a parameter named like a target does not move a redirect', async () => {
  const path = `/r/${fixtures.SLUG_TAKEN}?redir_url=https://evil.test/&url=https://evil.test/`
  expect(valuesOf(await send(server.port, { path }), 'location')).toEqual(['https://example.com/taken'])
})

test('another account’s link is answered byte for byte like one that never was', async () => {
  const [unknown, foreign] = await Promise.all(
    ['lnk_000000000000', fixtures.ID_B].map((id) =>
      server.api(fixtures.KEY as string, 'GET', `/api/links/${id}/analytics`),
    ),
  )
  expect(await foreign?.text()).toBe((await unknown?.text()) ?? '')
})

test('a blank password, where one is taken, really gates', async () => {
  const { slug } = await make(server, fixtures.KEY as string, { password: '        ' })
  expect((await server.visit(slug)).status).toBe(200)
})

test('after all of it the server lives, serves, and its counters agree with its clicks', async () => {
  expect(server.child.exitCode).toBeNull()
  const links = await bodyOf<LinkBody[]>(await server.api(fixtures.KEY as string, 'GET', '/api/links'))
  expect(links.map((link) => link.link_id)).toContain(fixtures.ID as string)
  expect((await server.visit(fixtures.SLUG_TAKEN as string)).status).toBe(302)
  const { code, err } = await server.command('verify')
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
