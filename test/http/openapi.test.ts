import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { startServer, type TestServer, type TestUser } from '../support/server.ts'
import { make, TARGET } from './answers.ts'
import { mismatches, resolve, type Schema } from './schema.ts'

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<
    string,
    { headers?: Record<string, unknown>; content?: Record<string, { schema: Schema }> }
  >
}
interface Description {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> }
}

let server: TestServer
let user: TestUser
let text: string
let description: Description

beforeAll(async () => {
  server = await startServer()
  user = await server.user('ann@example.com')
  text = await (await fetch(`${server.url}/openapi.json`)).text()
  description = JSON.parse(text)
})
afterAll(() => server.end())

/** Holds an answer to what is documented of its operation: status, media type, headers, members. */
async function asDocumented(path: string, method: string, answer: Response): Promise<void> {
  const documented = description.paths[path]?.[method]?.responses[String(answer.status)]
  expect({ path, method, status: answer.status, documented: documented !== undefined }).toMatchObject({
    documented: true,
  })
  for (const name of Object.keys(documented?.headers ?? {}))
    if (name !== 'Link') expect(answer.headers.has(name)).toBe(true)
  const [[type, content] = ['', null]] = Object.entries(documented?.content ?? {})
  expect((answer.headers.get('content-type') ?? '').split(';')[0]).toBe(type)
  if (/json$/.test(type) && content)
    expect(mismatches(description, content.schema, await answer.json())).toEqual([])
  else await answer.body?.cancel()
}

test('is OpenAPI 3.1, served as JSON from the public address', async () => {
  const answer = await fetch(`${server.url}/openapi.json`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(description.openapi).toStartWith('3.1.')
  expect(description.servers).toEqual([{ url: server.url }])
})

test('passes the recommended rules of a linter without a problem', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
  const told = problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`,
  )
  expect(told).toEqual([])
})

test('holds every path of the API, and its operations ask for a bearer token', () => {
  expect(Object.keys(description.paths).sort()).toEqual([
    '/api/account',
    '/api/analytics',
    '/api/clicks.csv',
    '/api/clicks/stream',
    '/api/links',
    '/api/links.csv',
    '/api/links/{id}',
    '/api/links/{id}/analytics',
    '/api/links/{id}/clicks.csv',
    '/api/links/{id}/clicks/stream',
    '/api/links/{id}/qr.png',
    '/api/links/{id}/qr.svg',
    '/api/links/{id}/restore',
  ])
  expect(Object.values(description.components.securitySchemes)).toMatchObject([
    { type: 'http', scheme: 'bearer' },
  ])
})

test('holds the fields and parameters that the contract names', () => {
  const links = description.paths['/api/links'] as Record<string, Operation>
  const names = (operation?: Operation) => operation?.parameters?.map(({ name }) => name).sort()
  expect(names(links.get)).toEqual(['cursor', 'limit', 'search', 'sort'])
  expect(names(description.paths['/api/links/{id}/qr.png']?.get)).toEqual(['margin', 'size'])
  expect(names(description.paths['/api/links/{id}/restore']?.post)).toEqual(['Idempotency-Key'])
  expect(names(links.post)).toEqual(['Idempotency-Key'])
  const selection = ['bots', 'browser', 'country', 'device', 'from', 'os', 'referrer', 'to']
  const statistics = [...selection, 'interval', 'tz'].sort()
  expect(names(description.paths['/api/links/{id}/analytics']?.get)).toEqual(statistics)
  expect(names(description.paths['/api/analytics']?.get)).toEqual(statistics)
  expect(names(description.paths['/api/clicks.csv']?.get)).toEqual(selection)
  expect(names(description.paths['/api/clicks/stream']?.get)).toEqual(['Last-Event-ID'])
  const body = resolve(description, links.post?.requestBody?.content['application/json']?.schema ?? {})
  expect(body.required).toEqual(['target_url'])
  expect(Object.keys(body.properties ?? {}).sort()).toEqual([
    'custom_slug',
    'expires_at',
    'password',
    'target_url',
  ])
})

describe('every documented operation', () => {
  const METHODS = ['get', 'post', 'put', 'patch', 'delete']

  test('answers as documented, and other than 404', async () => {
    const { link_id, slug } = await make(server, user.key, {
      password: 'x',
      expires_at: '2030-01-01T00:00:00.5Z',
    })
    await make(server, user.key)
    await server.visit(slug)
    for (const [path, operations] of Object.entries(description.paths))
      for (const method of METHODS.filter((name) => name in operations && name !== 'delete')) {
        const body = ['post', 'patch'].includes(method) ? { target_url: TARGET } : undefined
        const at = path.replace('{id}', link_id)
        const answer = await server.api(user.key, method.toUpperCase(), at, body)
        expect([path, method, answer.ok]).toEqual([path, method, true])
        await asDocumented(path, method, answer)
      }
    const gone = await server.api(user.key, 'DELETE', `/api/links/${link_id}`)
    await asDocumented('/api/links/{id}', 'delete', gone)
  })

  test('refuses as documented', async () => {
    const pro = await server.user('pro@example.com', 'pro')
    for (const [path, operations] of Object.entries(description.paths))
      for (const method of METHODS.filter((name) => name in operations)) {
        const at = path.replace('{id}', 'lnk_000000000000')
        const call = (key: string, tail = '') => server.api(key, method.toUpperCase(), at + tail)
        await asDocumented(path, method, await call('no-key'))
        await asDocumented(path, method, await call(pro.key))
        const refused = await call(user.key, '?limit=0&tz=nowhere')
        if (!refused.ok) await asDocumented(path, method, refused)
      }
  })

  test('refuses a change and a restoration as documented', async () => {
    const { link_id } = await make(server, user.key, { custom_slug: 'taken-again' })
    const path = '/api/links/{id}'
    const at = path.replace('{id}', link_id)
    const bodies: [unknown, Record<string, string>][] = [
      [{}, {}],
      [{ target_url: TARGET, more: 'x'.repeat(65_536) }, {}],
      [{ target_url: TARGET }, { 'Content-Type': 'text/plain' }],
    ]
    for (const [body, headers] of bodies)
      await asDocumented(path, 'patch', await server.api(user.key, 'PATCH', at, body, headers))
    await server.api(user.key, 'DELETE', at)
    await make(server, user.key, { custom_slug: 'taken-again' })
    const restored = await server.api(user.key, 'POST', `${at}/restore`)
    expect(restored.status).toBe(409)
    await asDocumented(`${path}/restore`, 'post', restored)
  })

  test('refuses a new link as documented', async () => {
    await make(server, user.key, { custom_slug: 'taken' })
    const bodies: [unknown, Record<string, string>][] = [
      [{ target_url: TARGET, custom_slug: 'taken' }, {}],
      [{ target_url: 'nope' }, {}],
      [{ target_url: TARGET }, { 'Idempotency-Key': 'k'.repeat(256) }],
      [{ target_url: TARGET, more: 'x'.repeat(65_536) }, {}],
      [{ target_url: TARGET }, { 'Content-Type': 'text/plain' }],
    ]
    for (const [body, headers] of bodies)
      await asDocumented(
        '/api/links',
        'post',
        await server.api(user.key, 'POST', '/api/links', body, headers),
      )
  })
})
