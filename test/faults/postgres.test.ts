/** PostgreSQL is killed, cut off, slow, or breaks off in the middle of a commit. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { metric, printedSeed, randomFrom } from '../support/ledger.ts'
import { Customer, lines, timed } from '../support/outage.ts'
import { query, TestPostgres } from '../support/postgres.ts'
import { TcpProxy } from '../support/proxy.ts'
import { eventually, setWorkers, startServer, type TestServer } from '../support/server.ts'
import { askOften } from '../support/workers.ts'

setDefaultTimeout(60_000)
let postgres: TestPostgres
let direct: string
let proxy: TcpProxy
let server: TestServer
let customer: Customer

/** A server that reaches the database through the proxy. */
const behindProxy = (env: Record<string, string> = {}) =>
  startServer({ DATABASE_URL: proxy.url, FLUXLY_RATE_LIMIT: '0', ...env })

beforeAll(async () => {
  postgres = await TestPostgres.start()
  direct = await postgres.newDatabase()
  proxy = await TcpProxy.open(direct)
  server = await behindProxy()
  const { key } = await server.user('postgres@example.com')
  customer = await new Customer(server, key).begin(5)
})

beforeEach(() => {
  server.log = ''
})

afterEach(() => proxy.forward())

afterAll(async () => {
  await server.end()
  proxy.close()
  await postgres.stop()
})

const AWAY = 'The connection to PostgreSQL broke'
const BACK = 'PostgreSQL answers again'
const REFUSED = 'requests could not be answered'

/** Does something again and again; resolves, when it is told to stop, after the last time. */
function keepDoing(something: () => Promise<unknown>): () => Promise<void> {
  let going = true
  const doing = (async () => {
    while (going) {
      await something()
      await Bun.sleep(10)
    }
  })()
  return () => {
    going = false
    return doing
  }
}

/** Follows all links; each leads on, and none is waited for. */
async function followAll(): Promise<void> {
  for (const { status, took } of await customer.follow()) {
    expect(status).toBe(302)
    expect(took).toBeLessThan(2_000)
  }
}

test('PostgreSQL killed and restarted again and again under load costs no redirect of a known link, no link and no click', async () => {
  const random = randomFrom(printedSeed('PostgreSQL killed'))
  const redirects = new Map<number, number>()
  const creations = new Map<number, number>()
  const note = (seen: Map<number, number>, status: number) => seen.set(status, (seen.get(status) ?? 0) + 1)
  const follow = async () => {
    for (const { status } of await customer.follow()) note(redirects, status)
  }
  const stops = [follow, follow, async () => note(creations, (await customer.create()).status)].map(keepDoing)
  const kills = 3
  for (let kill = 1; kill <= kills; kill++) {
    await Bun.sleep(50 + random() * 200)
    await postgres.kill()
    expect(await timed(() => server.visit('never-made'))).toMatchObject({ status: 503, retry: '5' })
    await Bun.sleep(random() * 400)
    await postgres.restart()
    await eventually(async () => (lines(server, BACK) === kill ? true : null), 3_000)
    await eventually(async () => ((await customer.create()).status === 201 ? true : null), 3_000)
  }
  await Promise.all(stops.map((stop) => stop()))
  console.log(`${kills} kills: redirects ${[...redirects]}, creations ${[...creations]}`)
  expect([...redirects.keys()]).toEqual([302])
  expect([...creations.keys()].filter((status) => status !== 201 && status !== 503)).toEqual([])
  expect(lines(server, AWAY)).toBe(kills)
  expect(lines(server, REFUSED)).toBeWithin(1, kills + 1)
  expect(lines(server, '"level":')).toBeLessThanOrEqual(4 * kills)
  await customer.settle()
})

test('behind a cut cable nothing hangs: known links lead on, all else is refused within five seconds, and then all is well', async () => {
  await followAll()
  proxy.swallow()
  const creations = Promise.all(Array.from({ length: 40 }, () => customer.create()))
  const unknown = timed(() => server.visit('never-made'))
  const stop = keepDoing(followAll)
  const refused = [...(await creations), await unknown]
  await stop()
  for (const { status, retry, took } of refused) {
    expect([status, retry]).toEqual([503, '5'])
    expect(took).toBeLessThan(5_000)
  }
  expect(JSON.parse((await creations)[0]?.body ?? '')).toMatchObject({ code: 'unavailable' })
  await eventually(async () => (lines(server, AWAY) === 1 ? true : null))
  expect(lines(server, REFUSED)).toBeLessThanOrEqual(2)
  proxy.forward()
  await eventually(async () => ((await customer.create()).status === 201 ? true : null))
  proxy.cut()
  await customer.settle()
})

test('remembered links outlast PostgreSQL for as long as is set, and not longer', async () => {
  const other = await behindProxy({ FLUXLY_OUTAGE_SECONDS: '1' })
  const [{ slug } = { slug: '' }] = customer.known
  expect((await other.visit(slug, {}, 'HEAD')).status).toBe(302)
  proxy.swallow()
  proxy.cut()
  const began = performance.now()
  const refused = await eventually(async () => {
    const answer = await timed(() => other.visit(slug, {}, 'HEAD'))
    return answer.status === 302 ? null : answer
  })
  expect(refused).toMatchObject({ status: 503, retry: '5' })
  expect(performance.now() - began).toBeGreaterThan(800)
  proxy.forward()
  await eventually(async () => ((await other.visit(slug, {}, 'HEAD')).status === 302 ? true : null))
  await other.end()
})

test('a slow PostgreSQL slows no redirect of a known link; more creations than it bears are refused within five seconds', async () => {
  await followAll()
  proxy.slow(250)
  const creations = Promise.all(Array.from({ length: 200 }, () => customer.create()))
  const stop = keepDoing(followAll)
  const answers = await creations
  await stop()
  for (const { status, took } of answers) {
    expect([201, 503]).toContain(status)
    if (status === 503) expect(took).toBeLessThan(5_000)
  }
  const made = answers.filter(({ status }) => status === 201).length
  const longest = Math.max(...answers.map(({ took }) => took))
  console.log(
    `slow: ${made} of ${answers.length} links were made, the longest answer took ${longest.toFixed()} ms`,
  )
  expect(made).toBeGreaterThan(0)
  proxy.forward()
  await customer.settle()
})

test('a commit whose answer is lost is answered 503, and the same Idempotency-Key later tells the one true result', async () => {
  await followAll()
  proxy.cutOnCommit()
  const wish = { target_url: 'https://example.com/once' }
  const lost = await customer.create(wish, { 'Idempotency-Key': 'ambiguous' })
  expect(lost).toMatchObject({ status: 503, retry: '5' })
  await customer.follow()
  await eventually(async () => (proxy.commitsCut >= 2 ? true : null))
  proxy.forward()
  const answers = [1, 2].map(() => customer.create(wish, { 'Idempotency-Key': 'ambiguous' }))
  const [once, again] = await Promise.all(answers)
  expect(once?.status).toBe(201)
  expect(again?.body).toBe(once?.body ?? '')
  customer.ledger.creations -= 2
  await customer.settle()
})

test('where PostgreSQL answers but cannot be listened to, a changed link is followed anew within half a minute', async () => {
  await followAll()
  const [{ slug } = { slug: '' }] = customer.known
  proxy.deafen()
  for (const target of ['https://example.com/first', 'https://example.com/second']) {
    await query(direct, `update links set target = '${target}' where slug = '${slug}'`)
    await eventually(
      async () => ((await server.visit(slug, {}, 'HEAD')).headers.get('location') === target ? true : null),
      30_000,
    )
  }
  expect(lines(server, AWAY)).toBe(1)
})

test('after all of it the books are right', () => customer.close())

test('workers redirect while PostgreSQL is away, hear of changes, and count every click once', async () => {
  const before = setWorkers(2)
  const pair = await behindProxy().finally(() => setWorkers(before))
  await eventually(async () => ((await metric(pair, 'fluxly_workers')) === 2 ? true : null))
  const { key } = customer
  const [entry = { id: '', slug: '' }] = customer.known
  const path = `/r/${entry.slug}`
  const counted = async () => {
    const answer = await pair.api(key, 'GET', `/api/links/${entry.id}`)
    return answer.status === 200 ? ((await answer.json()) as { click_count: number }).click_count : null
  }
  const at = (await counted()) ?? 0
  const follow = async () => {
    const answers = await askOften(24, pair, 'GET', path)
    const others = answers.filter(({ status }) => status !== 302)
    expect([others, others.length > 0 ? pair.log : '']).toEqual([[], ''])
  }
  await follow()
  await postgres.kill()
  await follow()
  await postgres.restart()
  const change = { target_url: 'https://example.com/changed' }
  await eventually(async () =>
    (await pair.api(key, 'PATCH', `/api/links/${entry.id}`, change)).status === 200 ? true : null,
  )
  await eventually(async () => {
    const answers = await askOften(24, pair, 'HEAD', path)
    return answers.every(({ head }) => head.includes(change.target_url)) ? true : null
  })
  await eventually(async () => ((await counted()) === at + 48 ? true : null), 20_000)
  await pair.end()
})
