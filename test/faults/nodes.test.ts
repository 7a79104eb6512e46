/** Two nodes, one PostgreSQL: what has to hold however many ask both at once. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { openStores, type Stores } from '../../src/stores.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, scratchFolder, startServer, type TestServer, type TestUser } from '../support/server.ts'

setDefaultTimeout(60_000)
const SECRET = 'known to both nodes, and to nobody else'

let one: TestServer
let other: TestServer
let user: TestUser
let database: Client
/** What an operator's command has, on neither node. */
let stores: Stores

beforeAll(async () => {
  const plans = join(scratchFolder(), 'plans.json')
  writeFileSync(plans, JSON.stringify({ pro: { links_per_month: 25, api: true } }))
  const shared = {
    DATABASE_URL: await newPostgresDatabase(),
    FLUXLY_SECRET: SECRET,
    FLUXLY_PLANS: plans,
    FLUXLY_RATE_LIMIT: '3000',
    FLUXLY_TRUSTED_PROXIES: '127.0.0.1',
  }
  one = await startServer(shared)
  other = await startServer(shared)
  user = await one.user('nodes@example.com')
  database = new Client({ connectionString: shared.DATABASE_URL })
  await database.connect()
  stores = await openStores({ dataDir: scratchFolder(), databaseUrl: shared.DATABASE_URL }, () => undefined)
})

afterAll(async () => {
  await database.end()
  await stores.close()
  await Promise.all([one.end(), other.end()])
})

const TARGET = 'https://example.com/'
const nodeOf = (n: number) => (n % 2 ? one : other)

const create = (server: TestServer, key: string, body: object = {}, headers: Record<string, string> = {}) =>
  server.api(key, 'POST', '/api/links', { target_url: TARGET, ...body }, headers)

/** Asks again where a busy node says 503, which has done nothing: as clients do. */
async function createInTheEnd(server: TestServer, key: string, body: object): Promise<Response> {
  const answer = await create(server, key, body)
  return answer.status === 503 ? createInTheEnd(server, key, body) : answer
}

/** Asks so often, by so many clients at a time, each turn on the other node. */
async function ask<T>(count: number, clients: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = []
  let next = 0
  const client = async () => {
    for (let n = next++; n < count; n = next++) answers.push(await make(n))
  }
  await Promise.all(Array.from({ length: clients }, client))
  return answers
}

function statuses(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** How many milliseconds pass until something is seen. */
async function until(look: () => Promise<boolean>): Promise<number> {
  const begun = performance.now()
  await eventually(async () => ((await look()) ? true : null))
  return performance.now() - begun
}

const made = async (body: object = {}) =>
  (await (await create(one, user.key, body)).json()) as { link_id: string; slug: string }

test('of a thousand creations of one slug at once on two nodes exactly one succeeds', async () => {
  const answers = await ask(1_000, 100, (n) => createInTheEnd(nodeOf(n), user.key, { custom_slug: 'wanted' }))
  expect(statuses(answers)).toEqual({ 201: 1, 409: 999 })
  for (const node of [one, other]) expect((await node.visit('wanted')).status).toBe(302)
})

test('a monthly limit of 25 gives out exactly 25 links to 40 clients on two nodes', async () => {
  const { key } = await one.user('limited@example.com', 'pro')
  const answers = await ask(80, 40, (n) => create(nodeOf(n), key))
  expect(statuses(answers)).toEqual({ 201: 25, 402: 55 })
})

test('a request with one Idempotency-Key makes one link, on whichever node it is repeated', async () => {
  const headers = { 'Idempotency-Key': 'the same' }
  const answers = await ask(40, 20, (n) => create(nodeOf(n), user.key, {}, headers))
  for (const answer of answers) expect([201, 409]).toContain(answer.status)
  const again = await Promise.all([one, other].map((node) => create(node, user.key, {}, headers)))
  const ids = await Promise.all(
    again.map(async (answer) => ((await answer.json()) as { link_id: string }).link_id),
  )
  expect(new Set(ids).size).toBe(1)
  for (const answer of answers.filter(({ status }) => status === 201))
    expect(((await answer.json()) as { link_id: string }).link_id).toBe(ids[0] as string)
})

test('what is edited, disabled or deleted on one node is so on the other within a second', async () => {
  const { link_id: id, slug } = await made()
  const leadsTo = async () => (await other.visit(slug)).headers.get('location')
  expect(await leadsTo()).toBe(TARGET)
  const target_url = 'https://example.com/edited'
  expect((await one.api(user.key, 'PATCH', `/api/links/${id}`, { target_url })).status).toBe(200)
  const edited = await until(async () => (await leadsTo()) === target_url)
  await stores.links.setDisabled(id, Date.now())
  const disabled = await until(async () => (await other.visit(slug)).status === 451)
  await stores.links.setDisabled(id, null)
  await until(async () => (await leadsTo()) === target_url)
  expect((await one.api(user.key, 'DELETE', `/api/links/${id}`)).status).toBe(204)
  const deleted = await until(async () => (await other.visit(slug)).status === 404)
  expect(Math.max(edited, disabled, deleted)).toBeLessThan(1_000)
})

test('a key revoked on one node is dead on the other within five seconds', async () => {
  const doomed = await one.user('revoked@example.com')
  expect((await other.api(doomed.key, 'GET', '/api/links')).status).toBe(200)
  expect((await one.command('key', 'revoke', doomed.keyId)).code).toBe(0)
  const dead = await until(async () => (await other.api(doomed.key, 'GET', '/api/links')).status === 401)
  expect(dead).toBeLessThan(5_000)
})

describe('limits', () => {
  const guess = (node: TestServer, slug: string, address: string, password = 'wrong') =>
    fetch(`${node.url}/r/${slug}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'X-Forwarded-For': address, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ password }),
    })

  test('on tries of a link’s password are counted over both nodes: five in all, then not even the right one', async () => {
    const { slug } = await made({ password: 'the right one' })
    const answers = await ask(12, 6, (n) => guess(nodeOf(n), slug, '198.51.100.1'))
    expect(statuses(answers)).toEqual({ 403: 5, 429: 7 })
    for (const node of [one, other]) {
      const late = await guess(node, slug, '198.51.100.1', 'the right one')
      expect(late.status).toBe(429)
      expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(800)
    }
    expect((await guess(one, slug, '198.51.100.2', 'the right one')).status).toBe(303)
  })

  test('on tries to sign in are counted over both nodes', async () => {
    const body = JSON.stringify({ email: user.email, password: 'wrong' })
    const answers = await ask(16, 4, (n) => {
      const node = nodeOf(n)
      const headers = {
        'Content-Type': 'application/json',
        Origin: node.url,
        'X-Forwarded-For': '198.51.100.3',
      }
      return fetch(`${node.url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
    })
    expect(statuses(answers)).toEqual({ 401: 10, 429: 6 })
  })

  test('on requests are one for both nodes: each says what remains, and none gives more than there is', async () => {
    const { key } = await one.user('requests@example.com')
    const few = {
      DATABASE_URL: one.env.DATABASE_URL as string,
      FLUXLY_SECRET: SECRET,
      FLUXLY_RATE_LIMIT: '60',
    }
    const nodes = [await startServer(few), await startServer(few)]
    const answers = await ask(120, 8, (n) => (nodes[n % 2] as TestServer).api(key, 'GET', '/api/links'))
    expect(statuses(answers)).toEqual({ 200: 60, 429: 60 })
    const remaining = (answer: Response) => Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1])
    for (const answer of answers) expect(answer.headers.get('ratelimit-policy')).toBe('"api";q=60;w=60')
    for (const answer of answers.filter(({ status }) => status === 429)) expect(remaining(answer)).toBe(0)
    expect(Math.max(...answers.map(remaining))).toBe(59)
    await Promise.all(nodes.map((node) => node.end()))
  })

  test('keep neither addresses nor names in the database', async () => {
    await other.visit('nobody-has-this', { 'X-Forwarded-For': '198.51.100.4' })
    const { rows } = await database.query('select key from limits')
    expect(rows.length).toBeGreaterThan(0)
    for (const { key } of rows) expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  test('that a database’s wrong clock would keep for years are begun anew', async () => {
    const { slug } = await made({ password: 'secret' })
    await ask(6, 1, (n) => guess(nodeOf(n), slug, '198.51.100.5'))
    expect((await guess(one, slug, '198.51.100.5')).status).toBe(429)
    await database.query('update limits set ends = ends + 10 * 365 * 86400000::bigint')
    expect((await guess(one, slug, '198.51.100.5')).status).toBe(403)
  })

  test('that guard a secret refuse with 503 while they cannot be counted; requests and redirects go on', async () => {
    const { slug } = await made({ password: 'secret' })
    const open = await made()
    expect((await other.visit(open.slug)).status).toBe(302)
    await database.query('begin')
    await database.query('lock table limits in access exclusive mode')
    const refused = await guess(other, slug, '198.51.100.6', 'secret')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await other.api(user.key, 'GET', '/api/links')).status).toBe(200)
    expect((await other.visit(open.slug)).status).toBe(302)
    await database.query('rollback')
    expect((await guess(other, slug, '198.51.100.6', 'secret')).status).toBe(303)
    expect(other.log).toContain('Tries of secrets are refused')
  })
})

test('a database that a newer Fluxly has written is refused in words', async () => {
  await database.query(
    "insert into links_migrations (name, timestamp) values ('9999-future', '2999-01-01T00:00:00Z')",
  )
  for (const command of ['verify', 'doctor']) {
    const { code, out, err } = await one.command(command)
    expect(code).toBe(1)
    expect(out + err).toContain('newer Fluxly')
  }
  await database.query("delete from links_migrations where name = '9999-future'")
})
