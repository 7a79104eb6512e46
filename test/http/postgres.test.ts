import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openStores } from '../../src/stores.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'

/** Two nodes on one database: what one does the other sees. */
let one: TestServer
let other: TestServer
let user: TestUser

beforeAll(async () => {
  const shared = {
    DATABASE_URL: await newPostgresDatabase(),
    FLUXLY_SECRET: 'known to both nodes, and to nobody else',
  }
  ;[one, other] = await Promise.all([startServer(shared), startServer(shared)])
  user = await one.user('developer@example.com')
})

afterAll(async () => {
  await Promise.all([one.end(), other.end()])
})

const create = async (server: TestServer, fields: object) =>
  server.api(user.key, 'POST', '/api/links', { target_url: 'https://example.com/', ...fields })

test('a link made on one node is followed on both, and the clicks of both are counted', async () => {
  const { link_id } = (await (await create(one, { custom_slug: 'shared' })).json()) as { link_id: string }
  for (const server of [one, other, other]) expect((await server.visit('shared')).status).toBe(302)
  const seen = await eventually(async () => {
    const answer = await other.api(user.key, 'GET', `/api/links/${link_id}/analytics`)
    const report = (await answer.json()) as { total_clicks: number; timeline: { clicks: number }[] }
    return report.total_clicks === 3 ? report : null
  })
  expect(seen.timeline.at(-1)?.clicks).toBe(3)
  const verified = await one.command('verify')
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('3 clicks')])
})

test('a link deleted on one node is soon gone on the other, which had it in memory', async () => {
  const { link_id } = (await (await create(one, { custom_slug: 'short-lived' })).json()) as {
    link_id: string
  }
  expect((await other.visit('short-lived')).status).toBe(302)
  expect((await one.api(user.key, 'DELETE', `/api/links/${link_id}`)).status).toBe(204)
  expect((await one.visit('short-lived')).status).toBe(404)
  await eventually(async () => ((await other.visit('short-lived')).status === 404 ? true : null))
})

test('a link changed on one node is soon followed anew on the other, which had it in memory', async () => {
  const { link_id } = (await (await create(one, { custom_slug: 'moved' })).json()) as { link_id: string }
  expect((await other.visit('moved')).headers.get('location')).toBe('https://example.com/')
  const change = { target_url: 'https://example.com/moved' }
  expect((await one.api(user.key, 'PATCH', `/api/links/${link_id}`, change)).status).toBe(200)
  expect((await one.visit('moved')).headers.get('location')).toBe(change.target_url)
  await eventually(async () =>
    (await other.visit('moved')).headers.get('location') === change.target_url ? true : null,
  )
})

test('a link deleted on one node and restored on the other leads on, on both', async () => {
  const { link_id } = (await (await create(one, { custom_slug: 'undone' })).json()) as { link_id: string }
  expect((await one.api(user.key, 'DELETE', `/api/links/${link_id}`)).status).toBe(204)
  expect((await other.api(user.key, 'POST', `/api/links/${link_id}/restore`)).status).toBe(200)
  for (const server of [one, other]) expect((await server.visit('undone')).status).toBe(302)
})

test('a disabled link, and the links of a disabled owner, are soon 451 on every node', async () => {
  const { link_id } = (await (await create(one, { custom_slug: 'switched' })).json()) as { link_id: string }
  const owner = await one.user('disabled@example.com')
  const made = await one.api(owner.key, 'POST', '/api/links', {
    target_url: 'https://example.com/',
    custom_slug: 'owned',
  })
  expect(made.status).toBe(201)
  for (const server of [one, other])
    for (const slug of ['switched', 'owned']) expect((await server.visit(slug)).status).toBe(302)
  const databaseUrl = one.env.DATABASE_URL as string
  const stores = await openStores(
    { dataDir: one.env.FLUXLY_DATA_DIR as string, databaseUrl },
    () => undefined,
  )
  await stores.links.setDisabled(link_id, Date.now())
  await stores.users.change(owner.id, { disabledAt: Date.now() })
  await stores.close()
  for (const server of [one, other])
    for (const slug of ['switched', 'owned'])
      await eventually(async () => ((await server.visit(slug)).status === 451 ? true : null))
})

test('a backup of PostgreSQL is left to PostgreSQL’s own tools, in words', async () => {
  const { code, err } = await one.command('backup', '/tmp/never-written.tar.gz')
  expect([code, err]).toEqual([1, expect.stringContaining('pg_dump')])
})

test('the installation is well', async () => {
  const { code, out } = await one.command('doctor')
  expect([code, out]).toEqual([0, expect.stringContaining('PostgreSQL answers')])
})
