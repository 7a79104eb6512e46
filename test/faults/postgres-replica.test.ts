/** A replica that lags, and one that is away. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openPostgres } from '../../src/engines/postgres/open.ts'
import { ANSWERING, READING } from '../../src/engines/postgres/pool.ts'
import { LatelyChanged, Replica, routesByReplica } from '../../src/engines/postgres/replica.ts'
import { sqlLinks } from '../../src/engines/sql/links.ts'
import type { LinksSchema } from '../../src/engines/sql/links-schema.ts'
import { lines } from '../support/outage.ts'
import { type Follower, query, TestPostgres } from '../support/postgres.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
let postgres: TestPostgres
let replica: Follower
let url: string
let copy: string
let server: TestServer
let key: string

beforeAll(async () => {
  postgres = await TestPostgres.start()
  url = await postgres.newDatabase()
  replica = await postgres.follow()
  copy = replica.database(url)
  server = await startServer({ DATABASE_URL: url, DATABASE_REPLICA_URL: copy })
  key = (await server.user('replica@example.com')).key
  await eventually(async () => (lines(server, 'Redirects ask the replica') === 1 ? true : null))
})

afterAll(async () => {
  await server.end()
  await replica.stop()
  await postgres.stop()
})

const pause = () => query(copy, 'select pg_wal_replay_pause()')
const resume = () => query(copy, 'select pg_wal_replay_resume()')

async function create(slug: string): Promise<string> {
  const body = { target_url: 'https://example.com/first', custom_slug: slug }
  const answer = await server.api(key, 'POST', '/api/links', body)
  return ((await answer.json()) as { link_id: string }).link_id
}

const target = async (slug: string) => (await server.visit(slug, {}, 'HEAD')).headers.get('location')

/** Resolves when the replica has a link. */
const copied = (slug: string) =>
  eventually(async () =>
    (await query(copy, `select 1 from links where slug = '${slug}'`)).length > 0 ? true : null,
  )

test('a link that was made, changed or deleted is right at once, however far the replica is behind', async () => {
  const id = await create('moved')
  const gone = await create('gone')
  await copied('gone')
  await pause()
  await create('new')
  expect(
    (await server.api(key, 'PATCH', `/api/links/${id}`, { target_url: 'https://example.com/second' })).status,
  ).toBe(200)
  expect((await server.api(key, 'DELETE', `/api/links/${gone}`)).status).toBe(204)
  expect(await target('new')).toBe('https://example.com/first')
  expect((await server.visit('gone')).status).toBe(404)
  for (let n = 0; n < 20; n++) {
    expect(await target('moved')).toBe('https://example.com/second')
    await Bun.sleep(10)
  }
  await resume()
})

test('what did not change lately is asked of the replica, what did of the primary', async () => {
  const primary = openPostgres<LinksSchema>(url, ANSWERING)
  const reading = openPostgres<LinksSchema>(copy, READING)
  const changed = new LatelyChanged()
  const replica = new Replica({ primary: primary.db, replica: reading.db, changed, report: () => undefined })
  const route = routesByReplica(replica, sqlLinks(reading).route, sqlLinks(primary).route)
  await create('aged')
  await copied('aged')
  await pause()
  await query(url, "update links set target = 'https://example.com/second' where slug = 'aged'")
  expect((await route('aged'))?.target).toBe('https://example.com/second')
  for (let turn = 0; turn < 2; turn++) changed.turn()
  await eventually(async () => (replica.serves('aged') ? true : null))
  expect((await route('aged'))?.target).toBe('https://example.com/first')
  changed.add('aged')
  expect((await route('aged'))?.target).toBe('https://example.com/second')
  changed.turn()
  expect((await route('aged'))?.target).toBe('https://example.com/second')
  await resume()
  replica.stop()
  await Promise.all([primary.close(), reading.close()])
})

test('a replica that falls seconds behind is not asked until it has caught up', async () => {
  server.log = ''
  await pause()
  await eventually(async () => {
    await create(`write-${performance.now().toFixed()}`)
    return lines(server, 'The replica is not asked for now') === 1 ? true : null
  }, 20_000)
  await resume()
  await eventually(async () => (lines(server, 'Redirects ask the replica') === 1 ? true : null))
})

test('redirects ask the primary while the replica is away', async () => {
  server.log = ''
  await create('asked')
  await replica.stop()
  expect(await target('asked')).toBe('https://example.com/first')
  await eventually(async () => (lines(server, 'The replica is not asked for now') === 1 ? true : null))
  expect(await target('asked')).toBe('https://example.com/first')
  expect((await server.visit('never-made')).status).toBe(404)
})
