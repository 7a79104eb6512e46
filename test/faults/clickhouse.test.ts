/** ClickHouse is away, is killed, loses its answers or hears late; and the server that folds into it is killed. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts'
import { HttpProxy } from '../support/http-proxy.ts'
import { allCounted, differences, Ledger, Load, metric, printedSeed, randomFrom } from '../support/ledger.ts'
import { dataOf, spoolNames } from '../support/ledger-stage.ts'
import { eventually, scratchFolder, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const PEOPLE = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** Whoever uses a server, and what they were told. */
interface Customer {
  server: TestServer
  key: string
  ledger: Ledger
}

let clickhouse: TestClickHouse
let proxy: HttpProxy
/** Of every test but the first; its server reaches ClickHouse through the proxy. */
let customer: Customer

/** A server on a database, with a user. */
async function begin(url: string, settings: Record<string, string> = {}): Promise<Customer> {
  const server = await startServer({
    CLICKHOUSE_URL: url,
    FLUXLY_TRUSTED_PROXIES: '127.0.0.1',
    FLUXLY_RATE_LIMIT: '0',
    ...settings,
  })
  const { key } = await server.user('clickhouse@example.com')
  return { server, key, ledger: new Ledger() }
}

beforeAll(async () => {
  clickhouse = await startClickHouse()
  for (const name of ['late', 'clicks', 'sharded'])
    await clickhouse.run(`create database ${name} engine = Atomic`)
  proxy = await HttpProxy.open(clickhouse.url())
  customer = await begin(proxy.url('clicks'))
  for (let n = 0; n < 2; n++) await makeLink(customer)
})

beforeEach(async () => {
  proxy.forward()
  await clickhouse.restart()
  if (customer.server.child.killed) await customer.server.restart()
  customer.server.log = ''
})

afterAll(async () => {
  await customer.server.end()
  proxy.close()
  await clickhouse.stop()
})

async function makeLink({ server, key, ledger }: Customer): Promise<void> {
  ledger.creations++
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  expect(made.status).toBe(201)
  const { link_id, slug } = (await made.json()) as { link_id: string; slug: string }
  ledger.add(link_id, slug)
}

/** Follows every link so many times. */
async function follow({ server, ledger }: Customer, times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    for (const entry of ledger.entries) {
      entry.sent++
      expect((await server.visit(entry.slug, { 'User-Agent': PEOPLE })).status).toBe(302)
      entry.answered++
    }
}

function load({ server, key, ledger }: Customer, random: () => number): Load {
  return new Load(server, key, ledger, { clients: 4, random, creations: 0.005 })
}

/** Resolves when so many more clicks were answered. */
function answered({ ledger }: Customer, clicks: number): Promise<true> {
  const before = ledger.answeredClicks
  return eventually(async () => (ledger.answeredClicks >= before + clicks ? true : null))
}

/** Lines of the log that somebody has to look at. */
const warnings = ({ log }: TestServer) => log.split('\n').filter((line) => /"level":[4-6]0/.test(line))

/** Every click is counted once, by every counter; the server ends in order. */
async function settle({ server, key, ledger }: Customer): Promise<void> {
  await allCounted(server, key, ledger)
  expect(ledger.surprises).toEqual([])
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  const { code, out, err } = await server.command('verify')
  expect([code, err]).toEqual([0, ''])
  const counted = Number(/: (\d+) clicks on/.exec(out)?.[1])
  expect(counted).toBeGreaterThanOrEqual(ledger.answeredClicks)
  expect(counted).toBeLessThanOrEqual(ledger.sentClicks)
}

test('a server starts, redirects and makes links while ClickHouse is away, says so, and counts every click once it is back', async () => {
  await clickhouse.kill()
  const early = await begin(clickhouse.url('late'))
  const { server, key, ledger } = early
  for (let n = 0; n < 3; n++) await makeLink(early)
  await follow(early, 20)
  const id = ledger.entries[0]?.id
  const asked = await server.api(key, 'GET', `/api/links/${id}/analytics`)
  expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await asked.json()).toMatchObject({ code: 'unavailable', status: 503 })
  await eventually(async () => ((await metric(server, 'fluxly_spool_waiting_files')) > 0 ? true : null))

  await clickhouse.restart()
  await settle(early)
  expect(warnings(server).length).toBeWithin(1, 12)
  expect(warnings(server)[0]).toContain('ClickHouse')
})

test('a server that is stopped while ClickHouse is away says that clicks wait, and each is counted once after the next start', async () => {
  const { server } = customer
  await makeLink(customer)
  await clickhouse.kill()
  await follow(customer, 20)
  await eventually(async () => (warnings(server).length > 0 ? true : null))
  expect(await server.end()).toBe(0)
  expect(warnings(server).at(-1)).toContain('the clicks left in the spool are folded at the next start')
  expect(spoolNames(server)).not.toEqual([])
  await clickhouse.restart()
  await server.restart()
  await settle(customer)
})

test('what waits for ClickHouse outlasts the server: killed again and again, before and while it is folded', async () => {
  const random = randomFrom(printedSeed('killed while ClickHouse is away'))
  const { server } = customer
  await clickhouse.kill()
  for (let round = 0; round < 4; round++) {
    const clients = load(customer, random)
    await answered(customer, 300)
    await server.end('SIGKILL')
    await clients.stop()
    await server.restart()
  }
  expect(await metric(server, 'fluxly_spool_waiting_files')).toBeGreaterThanOrEqual(4)
  await clickhouse.restart()
  for (let round = 0; round < 5; round++) {
    await server.end('SIGKILL')
    await server.restart()
    await Bun.sleep(random() * 150)
  }
  await settle(customer)
})

test('ClickHouse killed and started again under load costs no redirect, no link and no click', async () => {
  const random = randomFrom(printedSeed('ClickHouse killed'))
  const clients = load(customer, random)
  for (let kill = 0; kill < 3; kill++) {
    await answered(customer, 200)
    await Bun.sleep(random() * 800)
    await clickhouse.kill()
    await answered(customer, 200)
    await clickhouse.restart()
  }
  await clients.stop()
  await settle(customer)
  expect(warnings(customer.server).length).toBeLessThanOrEqual(18)
})

test('an insert whose answer is lost is sent again and counted once', async () => {
  const before = proxy.cut
  proxy.cutFirst()
  await follow(customer, 5)
  await allCounted(customer.server, customer.key, customer.ledger)
  expect(proxy.cut - before).toBeGreaterThanOrEqual(3)
  proxy.forward()
  await settle(customer)
  expect(warnings(customer.server).length).toBeWithin(1, 8)
})

test('an insert that arrives late, when it was sent again and counted, is counted once', async () => {
  proxy.holdFirst()
  await follow(customer, 5)
  await allCounted(customer.server, customer.key, customer.ledger)
  expect(proxy.held).toBeGreaterThanOrEqual(3)
  proxy.forward()
  await proxy.deliver()
  expect(await differences(customer.server, customer.key, customer.ledger)).toEqual([])
  await settle(customer)
})

/** Clicks of which ClickHouse kept no more than what comes up to `table`; their spool, taken away from the server. */
async function halfFolded(someone: Customer, table: string): Promise<string> {
  const before = proxy.cut
  proxy.cutAfter(table)
  await follow(someone, 2)
  await eventually(async () => (proxy.cut > before ? true : null))
  const { server } = someone
  await server.end('SIGKILL')
  const away = join(scratchFolder(), table)
  renameSync(join(dataOf(server), 'spool'), away)
  proxy.forward()
  await server.restart()
  return away
}

test('clicks that ClickHouse kept in part are counted once, also when it has long forgotten their blocks', async () => {
  const { server } = customer
  const tables = ['clicks', 'visitors', 'counts']
  for (const table of tables)
    await clickhouse.run(
      `alter table ${table} modify setting non_replicated_deduplication_window = 1`,
      'clicks',
    )
  const spools: string[] = []
  for (const table of tables) spools.push(await halfFolded(customer, table))
  await follow(customer, 1)
  await server.end()
  await server.restart()
  expect(await server.command('spool', 'ship', ...spools)).toMatchObject({ code: 0, err: '' })
  await settle(customer)
})

test('clicks that one of two shards kept are counted once by each, also when both have long forgotten their blocks', async () => {
  const sharded = await begin(proxy.url('sharded'), { CLICKHOUSE_CLUSTER: 'pair' })
  const { server, key, ledger } = sharded
  for (let n = 0; n < 4; n++) await makeLink(sharded)
  await follow(sharded, 1)
  await allCounted(server, key, ledger)
  const tables = ['clicks', 'visitors', 'counts']
  for (const table of tables)
    await clickhouse.run(
      `alter table ${table}_shard modify setting non_replicated_deduplication_window = 1`,
      'sharded',
    )
  const spools: string[] = []
  for (const table of tables) spools.push(await halfFolded(sharded, table))
  const counted = 'select count() from (select _table from counts where kind = 0 group by link, _table)'
  expect(Number(await clickhouse.run(counted, 'sharded')) % 2).toBe(1)
  await follow(sharded, 1)
  await server.end()
  await server.restart()
  expect(await server.command('spool', 'ship', ...spools)).toMatchObject({ code: 0, err: '' })
  expect(Number(await clickhouse.run(counted, 'sharded')) % 2).toBe(0)
  await settle(sharded)
})
