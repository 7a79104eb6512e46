/** Clicks in ClickHouse, as whoever uses or runs a server sees it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import {
  eventually,
  fluxly,
  scratchFolder,
  startServer,
  type TestServer,
  type TestUser,
} from '../support/server.ts'

setDefaultTimeout(60_000)
let clickhouse: TestClickHouse
/** Two nodes on PostgreSQL and ClickHouse. */
let one: TestServer
let other: TestServer
let user: TestUser

beforeAll(async () => {
  clickhouse = await startClickHouse()
  await clickhouse.run('create database nodes engine = Atomic')
  const shared = {
    DATABASE_URL: await newPostgresDatabase(),
    CLICKHOUSE_URL: clickhouse.url('nodes'),
    FLUXLY_SECRET: 'known to both nodes, and to nobody else',
  }
  ;[one, other] = await Promise.all([startServer(shared), startServer(shared)])
  user = await one.user('developer@example.com')
})

afterAll(async () => {
  await Promise.all([one.end(), other.end()])
  await clickhouse.stop()
})

interface ListedLink {
  link_id: string
  slug: string
  click_count: number
}

async function makeLink(server: TestServer, key: string): Promise<ListedLink> {
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  expect(made.status).toBe(201)
  return (await made.json()) as ListedLink
}

const listed = async (server: TestServer, key: string) => {
  const answer = await server.api(key, 'GET', '/api/links')
  expect(answer.status).toBe(200)
  return (await answer.json()) as ListedLink[]
}

const analytics = (server: TestServer, id: string) =>
  server.api(user.key, 'GET', `/api/links/${id}/analytics`)

test('the clicks of two nodes on PostgreSQL are counted together, and proved', async () => {
  const { link_id, slug } = await makeLink(one, user.key)
  for (const server of [one, other, other]) expect((await server.visit(slug)).status).toBe(302)
  await eventually(async () => {
    const { total_clicks } = (await (await analytics(other, link_id)).json()) as { total_clicks: number }
    return total_clicks === 3 ? true : null
  })
  const doctor = await one.command('doctor')
  expect([doctor.code, doctor.out]).toEqual([0, expect.stringContaining('ClickHouse answers')])
  await eventually(async () => {
    const { code, out } = await one.command('verify')
    return code === 0 && out.includes('3 clicks on 1 links') ? true : null
  })
})

test('while ClickHouse is away links are made, listed with their clicks, changed and deleted; statistics are 503', async () => {
  const { link_id, slug } = await makeLink(one, user.key)
  for (let visit = 0; visit < 2; visit++) await one.visit(slug)
  const clicksOf = async () => (await listed(one, user.key)).find((link) => link.slug === slug)?.click_count
  await eventually(async () => ((await clicksOf()) === 2 ? true : null))
  await eventually(async () => ((await one.command('verify')).code === 0 ? true : null))
  await clickhouse.kill()
  expect(await clicksOf()).toBe(2)
  const change = { target_url: 'https://example.com/changed' }
  const changed = await one.api(user.key, 'PATCH', `/api/links/${link_id}`, change)
  expect([changed.status, ((await changed.json()) as ListedLink).click_count]).toEqual([200, 2])
  expect((await one.visit(slug)).headers.get('location')).toBe(change.target_url)
  const refused = await analytics(one, link_id)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect((await one.api(user.key, 'DELETE', `/api/links/${link_id}`)).status).toBe(204)
  const doctor = await one.command('doctor')
  expect([doctor.code, doctor.out]).toEqual([1, expect.stringContaining('BAD  ')])
  expect(doctor.out).toContain('ClickHouse does not answer')
  expect((await one.command('verify')).code).toBe(1)
  await clickhouse.restart()
  await eventually(async () =>
    (await analytics(one, (await makeLink(one, user.key)).link_id)).ok ? true : null,
  )
})

test('a ClickHouse that takes connections and says nothing holds up neither redirects nor lists of links', async () => {
  const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } })
  const server = await startServer({ CLICKHOUSE_URL: `http://127.0.0.1:${silent.port}/fluxly` })
  const { key } = await server.user('patient@example.com')
  const { slug } = await makeLink(server, key)
  expect((await server.visit(slug)).status).toBe(302)
  const began = performance.now()
  expect((await listed(server, key))[0]).toMatchObject({ slug, click_count: 0 })
  expect(performance.now() - began).toBeLessThan(3_000)
  await server.end('SIGKILL')
  silent.stop(true)
})

test('an installation is not served where its clicks would not be seen, and a backup says what it does not hold', async () => {
  await clickhouse.run('create database alone engine = Atomic')
  const server = await startServer({ CLICKHOUSE_URL: clickhouse.url('alone') })
  const { key } = await server.user('owner@example.com')
  const { slug } = await makeLink(server, key)
  await server.visit(slug)
  await eventually(async () => ((await listed(server, key))[0]?.click_count === 1 ? true : null))
  const file = join(scratchFolder(), 'backup.tar.gz')
  const backup = await server.command('backup', file)
  expect([backup.code, existsSync(file)]).toEqual([0, true])
  expect(backup.err).toContain('in ClickHouse and not in this file')
  await server.end()
  expect((await server.command('verify')).code).toBe(0)
  const restore = (settings = {}) =>
    fluxly(['restore', file], {
      FLUXLY_DATA_DIR: scratchFolder(),
      CLICKHOUSE_URL: clickhouse.url('alone'),
      ...settings,
    })
  expect(await restore()).toMatchObject({
    code: 0,
    err: expect.stringContaining('all 1 are in ClickHouse, and agree'),
  })
  const without = await restore({ CLICKHOUSE_URL: '' })
  expect([without.code, without.err]).toEqual([
    0,
    expect.stringContaining('neither touched nor compared. Set CLICKHOUSE_URL'),
  ])
  const away = await restore({ CLICKHOUSE_URL: 'http://127.0.0.1:1/alone' })
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('which does not answer')])
  await clickhouse.run('delete from clicks where 1', 'alone')
  const differs = await restore()
  expect([differs.code, differs.err]).toEqual([1, expect.stringContaining('do not agree with the backup')])
  const less = await server.command('verify')
  expect([less.code, less.out]).toEqual([1, expect.stringContaining('counted 1, but there are 0')])
  await clickhouse.run('delete from counts where kind = 1', 'alone')
  expect((await server.command('verify')).out).toContain('copy of the total of link 1: counted 1')
  const here = await fluxly(['verify'], { ...server.env, CLICKHOUSE_URL: '' })
  expect([here.code, here.err]).toEqual([1, expect.stringContaining('has its clicks in ClickHouse')])

  const usual = await startServer()
  const { key: usualKey } = await usual.user('owner@example.com')
  await usual.visit((await makeLink(usual, usualKey)).slug)
  await usual.end()
  const elsewhere = await fluxly(['verify'], { ...usual.env, CLICKHOUSE_URL: clickhouse.url('alone') })
  expect([elsewhere.code, elsewhere.err]).toEqual([1, expect.stringContaining('has its clicks in SQLite')])
})
