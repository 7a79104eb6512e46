/** A server is started while PostgreSQL is away. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { metric } from '../support/ledger.ts'
import { refusedServe } from '../support/ledger-stage.ts'
import { Customer, lines, timed } from '../support/outage.ts'
import { TestPostgres } from '../support/postgres.ts'
import { childrenOf, eventually, freePort, scratchFolder, TestServer } from '../support/server.ts'
import { askOften } from '../support/workers.ts'

setDefaultTimeout(60_000)
const WAITS = 'PostgreSQL does not answer; the start goes on'
const READY = 'Fluxly is ready'
let postgres: TestPostgres

beforeAll(async () => {
  postgres = await TestPostgres.start()
})

afterAll(() => postgres.stop())

const settingsFor = async (url: string) => {
  const port = await freePort()
  return {
    DATABASE_URL: url,
    FLUXLY_DATA_DIR: scratchFolder(),
    FLUXLY_RATE_LIMIT: '0',
    FLUXLY_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
  }
}

/** Resolves when a server waits for its database. */
const waits = (server: TestServer) => eventually(async () => (lines(server, WAITS) > 0 ? true : null), 20_000)

const at = (server: TestServer, path: string, accept = '*/*') =>
  timed(() => fetch(server.url + path, { headers: { Accept: accept }, redirect: 'manual' }))

/** It lives and knows nothing yet. */
async function expectRefusing(server: TestServer, slug: string): Promise<void> {
  expect((await at(server, '/healthz')).status).toBe(200)
  expect((await at(server, '/readyz')).status).toBe(503)
  for (const path of [`/r/${slug}`, '/r/unknown', '/api/links', '/dashboard']) {
    const { status, retry } = await at(server, path, 'text/html')
    expect([path, status, retry]).toEqual([path, 503, '5'])
  }
  const refused = await timed(() => server.api('any', 'POST', '/api/links', {}))
  expect(JSON.parse(refused.body)).toMatchObject({ code: 'unavailable', status: 503 })
}

describe.each([1, 2])('a server with %i workers that is started while PostgreSQL is away', (workers) => {
  const begin = async (url: string) => {
    const env = await settingsFor(url)
    return new TestServer(Number(env.PORT), env, undefined, workers)
  }

  test('refuses what it cannot know, says so once, and is well by itself when PostgreSQL is back, with the clicks of before', async () => {
    const server = await (await begin(await postgres.newDatabase())).ready()
    const { key } = await server.user('start@example.com')
    const customer = await new Customer(server, key).begin(5)
    for (const { status } of await customer.follow()) expect(status).toBe(302)
    await server.end('SIGKILL')
    await postgres.kill()
    server.log = ''

    const ready = server.restart()
    await waits(server)
    await expectRefusing(server, customer.known[0]?.slug ?? '')
    expect(lines(server, READY)).toBe(0)
    await postgres.restart()
    await ready
    for (const { status } of await customer.follow()) expect(status).toBe(302)
    await customer.settle()
    await customer.close()
    expect([lines(server, WAITS), lines(server, READY)]).toEqual([1, 1])
  })

  test('makes the tables of a new database when it answers', async () => {
    const url = await postgres.newDatabase()
    await postgres.kill()
    const server = await begin(url)
    await waits(server)
    await postgres.restart()
    await server.ready()
    const { key } = await server.user('new@example.com')
    expect((await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })).status).toBe(
      201,
    )
    expect(await server.end()).toBe(0)
  })

  test('can be stopped while it waits, and its folder is free then', async () => {
    const url = await postgres.newDatabase()
    await postgres.kill()
    const server = await begin(url)
    await waits(server)
    expect(await server.end()).toBe(0)
    await postgres.restart()
    expect(await (await server.restart()).end()).toBe(0)
  })

  test('is refused where PostgreSQL does not know the password or the database', async () => {
    const url = new URL(await postgres.newDatabase())
    const wrong = new URL(url)
    wrong.password = 'wrong'
    const missing = new URL(url)
    missing.pathname = '/nowhere'
    for (const [{ href }, why] of [
      [wrong, 'password'],
      [missing, 'nowhere'],
    ] as const) {
      const { code, err } = await refusedServe(await settingsFor(href), workers)
      expect(code).toBe(1)
      expect(err).toContain('PostgreSQL refuses the connection')
      expect(err).toContain(why)
    }
  })
})

test('a server that is stopped while PostgreSQL is away says that clicks wait, and each is counted once after the next start', async () => {
  const env = await settingsFor(await postgres.newDatabase())
  const server = await new TestServer(Number(env.PORT), env, undefined, 1).ready()
  const { key } = await server.user('stop@example.com')
  const customer = await new Customer(server, key).begin(5)
  await postgres.kill()
  for (const { status } of await customer.follow()) expect(status).toBe(302)
  await eventually(async () => (lines(server, 'the fold thread could not do its work') > 0 ? true : null))
  expect(await server.end()).toBe(0)
  expect(lines(server, 'the clicks left in the spool are folded at the next start')).toBe(1)
  await postgres.restart()
  await server.restart()
  await customer.settle()
  await customer.close()
})

test('a worker that ends while PostgreSQL is away is there again when it is back, and the other redirects meanwhile', async () => {
  const env = await settingsFor(await postgres.newDatabase())
  const server = await new TestServer(Number(env.PORT), env, undefined, 2).ready()
  const { key } = await server.user('worker@example.com')
  const workers = async () => metric(server, 'fluxly_workers')
  await eventually(async () => ((await workers()) === 2 ? true : null))
  const customer = await new Customer(server, key).begin(1)
  const slug = customer.known[0]?.slug ?? ''
  const known = await askOften(24, server, 'HEAD', `/r/${slug}`)
  expect(known.every(({ status }) => status === 302)).toBe(true)
  await postgres.kill()
  const [first = 0] = childrenOf(server.child.pid)
  process.kill(first, 'SIGKILL')
  await waits(server)
  expect((await server.visit(slug, {}, 'HEAD')).status).toBe(302)
  await postgres.restart()
  await eventually(async () => ((await workers()) === 2 ? true : null), 20_000)
  await customer.settle()
  await customer.close()
})
