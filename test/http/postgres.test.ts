import { afterAll, beforeAll, expect, test } from 'bun:test'
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

test('of 32 creations of one slug on two nodes at once one succeeds', async () => {
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, n) => create(n % 2 ? one : other, { custom_slug: 'raced' })),
  )
  expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1)
  expect(answers.map(({ status }) => status).filter((status) => status === 409)).toHaveLength(31)
})

test('the same idempotent request on two nodes at once makes one link', async () => {
  const headers = { 'Idempotency-Key': 'twice' }
  const body = { target_url: 'https://example.com/once' }
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      (n % 2 ? one : other).api(user.key, 'POST', '/api/links', body, headers),
    ),
  )
  const made = new Set<string>()
  for (const answer of answers) {
    expect([201, 409]).toContain(answer.status)
    if (answer.status === 201) made.add(((await answer.json()) as { link_id: string }).link_id)
  }
  expect(made.size).toBe(1)
})

test('a backup of PostgreSQL is left to PostgreSQL’s own tools, in words', async () => {
  const { code, err } = await one.command('backup', '/tmp/never-written.tar.gz')
  expect([code, err]).toEqual([1, expect.stringContaining('pg_dump')])
})

test('the installation is well', async () => {
  const { code, out } = await one.command('doctor')
  expect([code, out]).toEqual([0, expect.stringContaining('PostgreSQL answers')])
})
