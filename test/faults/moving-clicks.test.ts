/** Clicks are moved to ClickHouse while they are counted, and everything on the way breaks. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { openStores } from '../../src/stores.ts'
import { startClickHouse, type TestClickHouse } from '../support/clickhouse.ts'
import { HttpProxy } from '../support/http-proxy.ts'
import { allCounted, differences, Ledger, Load, printedSeed, randomFrom } from '../support/ledger.ts'
import { dataOf, refusedServe, stage } from '../support/ledger-stage.ts'
import { LISTED, liveIn } from '../support/lived-in.ts'
import { answersOf, Mover, moverTo } from '../support/mover.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, fluxly, scratchFolder, type TestServer } from '../support/server.ts'
import { MANY_NETWORKS } from '../support/session.ts'

setDefaultTimeout(180_000)
const here = stage()
const STOP_NOW = 'Now stop the server'
const DAY = 86_400_000
let clickhouse: TestClickHouse
let databases = 0

beforeAll(async () => {
  clickhouse = await startClickHouse()
})

afterAll(() => clickhouse.stop())

/** The name of a new, empty database. */
async function newDatabase(): Promise<string> {
  const name = `moved_${++databases}`
  await clickhouse.run(`create database ${name} engine = Atomic`)
  return name
}

const moverOf = (dataDir: string, url: string) =>
  new Mover(['--clicks-to', url], { FLUXLY_DATA_DIR: dataDir })

/** Days end, and plans let go of old clicks. */
async function age(server: TestServer): Promise<void> {
  const settings = { dataDir: dataOf(server), databaseUrl: server.env.DATABASE_URL ?? null }
  const stores = await openStores(settings, (message, error) => {
    throw new Error(message, { cause: error })
  })
  const now = Date.now()
  await stores.clicks.forgetVisitors(Math.floor(now / DAY) - 1)
  for (let link = 1; link <= 300; link++) await stores.clicks.removeClicks(link, now - 20 * DAY)
  // Of these the clicks of a day that is not over went, too.
  for (let link = 301; link <= 400; link++) await stores.clicks.removeClicks(link, now)
  await stores.close()
}

/** Clicks counted, as `verify` proves it. */
async function proved(server: TestServer): Promise<number> {
  const { code, out, err } = await server.command('verify')
  expect({ code, out, err }).toMatchObject({ code: 0 })
  return Number(/: (\d+) clicks on/.exec(out)?.[1])
}

/** Resolves when some of the clicks that a mover brings have arrived. */
const someArrived = (mover: Mover, name: string) =>
  eventually(async () => {
    if (mover.child.exitCode !== null) throw new Error(mover.err)
    const there = await clickhouse.run(
      `select sum(total_rows) from system.tables where database = '${name}' and name in ('clicks', 'clicks_shard')`,
    )
    return Number(there) > 0 ? true : null
  }, 30_000)

/** The exit code of a mover that comes after one which was killed as the last thing it had to do was to end the move there. */
async function endedAgain(name: string, move: () => Mover): Promise<number> {
  await clickhouse.run('create table fluxly_moving (name String) engine = MergeTree order by name', name)
  const code = await move().ended()
  expect(await clickhouse.run('exists table fluxly_moving', name)).toBe('0')
  return code
}

test('clicks move to ClickHouse under load, with the mover killed on its way, and every figure stays', async () => {
  const name = await newDatabase()
  const url = clickhouse.url(name)
  const server = await here.start(MANY_NETWORKS)
  const { user, careful } = await liveIn(server)
  await age(server)
  const ledger = new Ledger()
  ledger.creations = LISTED
  const random = randomFrom(printedSeed('moving clicks'))
  const load = new Load(server, user.key, ledger, { clients: 1, random, creations: 0.02 })

  const killed = moverOf(dataOf(server), url)
  await someArrived(killed, name)
  await killed.end('SIGKILL')
  const early = await fluxly(['doctor'], { FLUXLY_DATA_DIR: here.folder(), CLICKHOUSE_URL: url })
  expect([early.code, early.out]).toEqual([
    1,
    expect.stringContaining('Clicks are being moved into this database'),
  ])
  const half = await refusedServe({ ...server.env, CLICKHOUSE_URL: url })
  expect([half.code, half.err]).toEqual([
    1,
    expect.stringMatching(/has its clicks in SQLite|Another fluxly serve/),
  ])

  const interrupted = moverOf(dataOf(server), url)
  await interrupted.says(STOP_NOW)
  const second = moverOf(dataOf(server), url)
  expect([await second.ended(), second.err]).toEqual([1, expect.stringContaining('Another fluxly migrate')])
  const before = ledger.answeredClicks
  await eventually(async () => (ledger.answeredClicks > before + 100 ? true : null))
  expect(await interrupted.end('SIGINT')).toBe(130)
  await server.end('SIGKILL')
  await load.stop()
  const was = join(here.folder(), 'was')
  cpSync(dataOf(server), was, { recursive: true })

  const last = moverOf(dataOf(server), url)
  expect({ code: await last.ended(), err: last.err }).toMatchObject({ code: 0 })
  expect(last.out).toContain('Both sides are equal')
  expect(last.out).not.toMatch(/^\w+ +0 rows/m)
  const blind = await refusedServe(server.env)
  expect([blind.code, blind.err]).toEqual([1, expect.stringContaining('has its clicks in ClickHouse')])
  const again = moverOf(dataOf(server), url)
  expect([await again.ended(), again.err]).toEqual([1, expect.stringContaining('in ClickHouse already')])

  expect(await endedAgain(name, () => moverOf(dataOf(server), url))).toBe(0)

  server.env.CLICKHOUSE_URL = url
  await server.restart()
  const old = await here.start({ ...MANY_NETWORKS, FLUXLY_DATA_DIR: was, FLUXLY_URL: server.url })
  expect(ledger.surprises).toEqual([])
  await allCounted(old, user.key, ledger)
  for (const { key } of [user, careful])
    expect(await answersOf(server, key)).toEqual(await answersOf(old, key))
  await old.end('SIGKILL')
  expect(await differences(server, user.key, ledger)).toEqual([])
  const clicks = await proved(server)
  console.log(`${clicks} clicks moved, ${ledger.answeredClicks} of them while they were`)
  const shipped = await server.command('spool', 'ship', join(was, 'spool'))
  expect(shipped.code).toBe(0)
  expect(await proved(server)).toBe(clicks)
  const [entry] = ledger.entries
  expect((await server.visit(entry?.slug ?? '')).status).toBe(302)
  await eventually(async () => ((await proved(server)) === clicks + 1 ? true : null))
})

/** A small server with some clicks, of which one was removed, and a mover that waits for its end. */
async function waitingMover(args: (url: string) => string[]) {
  const name = await newDatabase()
  const url = clickhouse.url(name).replace('//', '//default:@')
  const server = await here.start()
  const { key } = await server.user('small@example.com')
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  const { slug } = (await made.json()) as { slug: string }
  const click = async () => expect((await server.visit(slug)).status).toBe(302)
  for (let visit = 0; visit < 3; visit++) await click()
  await eventually(async () => ((await proved(server)) === 3 ? true : null))
  const move = () => new Mover(args(url), { FLUXLY_DATA_DIR: dataOf(server) })
  const mover = move()
  await mover.says(STOP_NOW)
  return { name, url, server, click, mover, move }
}

test('where ClickHouse does not keep what it is given, the move says in which table, and ends once it does', async () => {
  const { name, url, server, click, mover, move } = await waitingMover((to) => ['--clicks-to', to])
  await clickhouse.run('rename table clicks to kept', name)
  await clickhouse.run('create table clicks as kept engine = Null', name)
  await click()
  await server.end()
  expect(await mover.ended()).toBe(1)
  expect(mover.out).toMatch(/^single_clicks +4 rows, there 0: NOT EQUAL$/m)
  expect(mover.err).toContain('Not moved: single_clicks changed')
  expect(await proved(server)).toBe(4)
  await clickhouse.run('drop table clicks', name)
  await clickhouse.run('rename table kept to clicks', name)
  const again = move()
  expect([await again.ended(), again.out]).toEqual([0, expect.stringContaining('Both sides are equal')])
  server.env.CLICKHOUSE_URL = url
  expect(await proved(server)).toBe(4)
})

test('what somebody else adds, doubles or takes away in ClickHouse meanwhile is put right before the move ends', async () => {
  const { name, url, server, mover } = await waitingMover((to) => ['--clicks-to', to])
  for (const statement of [
    'insert into clicks select * from clicks limit 1',
    'insert into clicks select * replace (link + 7 as link) from clicks limit 2',
    'alter table counts delete where kind = 2 settings mutations_sync = 1',
    'insert into counts select * from counts where kind = 1',
    'insert into counts select * replace (link + 7 as link) from counts where kind > 10',
    'insert into removals values (1, 1000000)',
    'truncate table visitors',
  ])
    await clickhouse.run(statement, name)
  await server.end()
  expect({ code: await mover.ended(), err: mover.err }).toMatchObject({ code: 0 })
  server.env.CLICKHOUSE_URL = url
  expect(await proved(server)).toBe(3)
})

test('a move whose every answer is lost goes on when it is asked again, and counts nothing twice', async () => {
  const name = await newDatabase()
  const proxy = await HttpProxy.open(clickhouse.url())
  const server = await here.start()
  const { careful } = await liveIn(server)
  await server.end()
  proxy.cutFirst()
  const url = proxy.url(name)
  for (let asked = 0; ; asked++) {
    const mover = moverOf(dataOf(server), url)
    const code = await mover.ended()
    if (code === 0) break
    expect([code, mover.err]).toEqual([1, expect.stringContaining('The same command goes on when it does')])
    expect(asked).toBeLessThan(20)
  }
  expect(proxy.cut).toBeGreaterThanOrEqual(5)
  proxy.forward()
  server.env.CLICKHOUSE_URL = url
  expect(await proved(server)).toBe(12_000)
  await server.restart()
  expect((await server.api(careful.key, 'GET', '/api/analytics')).status).toBe(200)
  await server.end()
  proxy.close()
})

test('an installation moves to PostgreSQL and its clicks to ClickHouse in one go, and no password is shown', async () => {
  const [to, name] = [await newPostgresDatabase(), await newDatabase()]
  const url = clickhouse.url(name)
  const server = await here.start()
  const { user, careful } = await liveIn(server)
  await age(server)
  const mover = moverTo(dataOf(server), to, '--clicks-to', url)
  await mover.says(STOP_NOW)
  for (let visit = 0; visit < 5; visit++) expect((await server.visit('odd')).status).toBe(302)
  const copy = join(here.folder(), 'was')
  await server.end('SIGKILL')
  expect({ code: await mover.ended(), err: mover.err }).toMatchObject({ code: 0 })
  cpSync(dataOf(server), copy, { recursive: true, filter: (path) => !path.endsWith('moved') })
  expect(mover.out).toMatch(/^single_clicks +\d+,\d+ rows .* equal$/m)
  expect(mover.out).toMatch(/^links +\d+,\d+ rows .* equal$/m)
  expect(mover.out).not.toMatch(/^clicks /m)
  expect(mover.err).toContain(`CLICKHOUSE_URL=${url}`)
  expect(mover.out + mover.err).not.toContain(`:${new URL(to).password}@`)
  expect(await endedAgain(name, () => moverTo(dataOf(server), to, '--clicks-to', url))).toBe(0)
  server.env.DATABASE_URL = to
  const blind = await fluxly(['verify'], server.env)
  expect([blind.code, blind.err]).toEqual([1, expect.stringContaining('has its clicks in ClickHouse')])
  server.env.CLICKHOUSE_URL = url
  await server.restart()
  const old = await here.start({ FLUXLY_DATA_DIR: copy, FLUXLY_URL: server.url })
  for (const { key } of [user, careful])
    expect(await answersOf(server, key)).toEqual(await answersOf(old, key))
  await proved(server)
})

test('clicks that are in ClickHouse stay there when the rest moves to PostgreSQL', async () => {
  const [to, name] = [await newPostgresDatabase(), await newDatabase()]
  const server = await here.start({ CLICKHOUSE_URL: clickhouse.url(name) })
  const { key } = await server.user('early@example.com')
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  const { slug } = (await made.json()) as { slug: string }
  for (let visit = 0; visit < 3; visit++) expect((await server.visit(slug)).status).toBe(302)
  await server.end()
  const settings = { FLUXLY_DATA_DIR: dataOf(server), CLICKHOUSE_URL: clickhouse.url(name) }
  const wrong = new Mover(['--from', 'sqlite', '--to', to, '--clicks-to', 'clickhouse'], settings)
  expect([await wrong.ended(), wrong.err]).toEqual([1, expect.stringContaining('leave out --clicks-to')])
  const mover = new Mover(['--from', 'sqlite', '--to', to], settings)
  expect({ code: await mover.ended(), err: mover.err }).toMatchObject({ code: 0 })
  server.env.DATABASE_URL = to
  expect(await proved(server)).toBe(3)
})

test('nodes on PostgreSQL go on while their clicks move; what they fold with their old settings waits until they are started anew', async () => {
  const name = await newDatabase()
  const url = clickhouse.url(name)
  const shared = {
    DATABASE_URL: await newPostgresDatabase(),
    FLUXLY_SECRET: 'known to both nodes, and to nobody else',
    CLICKHOUSE_CLUSTER: 'fluxly',
    ...MANY_NETWORKS,
  }
  const [one, other] = await Promise.all([here.start(shared), here.start(shared)])
  const user = await one.user('nodes@example.com')
  const [ledger, beyond] = [new Ledger(), new Ledger()]
  const random = randomFrom(printedSeed('moving the clicks of nodes'))
  const visited = (settings: { rest?: number }) => [
    new Load(one, user.key, ledger, { clients: 1, random, creations: 0.02, ...settings }),
    new Load(other, user.key, beyond, { clients: 1, random, creations: 0.02, ...settings }),
  ]
  const before = visited({ rest: 0 })
  await eventually(async () => (ledger.answeredClicks > 4_000 && beyond.answeredClicks > 4_000 ? true : null))
  for (const load of before) await load.stop()
  const loads = visited({})
  await eventually(async () => ((await one.command('verify')).code === 0 ? true : null))
  const killed = new Mover(['--clicks-to', url], shared)
  await someArrived(killed, name)
  await killed.end('SIGKILL')
  const mover = new Mover(['--clicks-to', 'clickhouse'], { ...shared, CLICKHOUSE_URL: url })
  expect({ code: await mover.ended(), err: mover.err }).toMatchObject({ code: 0 })
  expect(mover.err).toContain('start each node again')
  const then = ledger.answeredClicks
  await eventually(async () => (ledger.answeredClicks > then + 100 ? true : null))
  await eventually(async () =>
    one.log.includes('clicks of this installation are in ClickHouse') ? true : null,
  )
  for (const load of loads) await load.stop()
  for (const node of [one, other]) {
    node.env.CLICKHOUSE_URL = url
    await node.end('SIGKILL')
    await node.restart()
  }
  const all = new Ledger()
  all.entries.push(...ledger.entries, ...beyond.entries)
  all.creations = ledger.creations + beyond.creations
  await allCounted(one, user.key, all)
  await proved(one)
})

test('what cannot be is refused in a sentence', async () => {
  const dataDir = scratchFolder()
  const settings = { FLUXLY_DATA_DIR: dataDir }
  await fluxly(['user', 'create', '--email', 'some@example.com'], settings, 'a long password')
  const migrate = (to: string, env = {}) => fluxly(['migrate', '--clicks-to', to], { ...settings, ...env })
  for (const to of ['clickhouse', 'postgres://h/d', 'http://host', ''])
    expect(await migrate(to)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--clicks-to must be a URL'),
    })
  const nowhere = await migrate('http://u:hidden@127.0.0.1:1/fluxly')
  expect([nowhere.code, nowhere.err]).toEqual([
    1,
    expect.stringContaining('127.0.0.1:1 does not answer (ECONNREFUSED)'),
  ])
  expect(nowhere.err).not.toContain('hidden')
  const none = await migrate(clickhouse.url('elsewhere'))
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('has no database elsewhere')])
  const used = await newDatabase()
  await fluxly(['migrate'], { FLUXLY_DATA_DIR: scratchFolder(), CLICKHOUSE_URL: clickhouse.url(used) })
  await clickhouse.run('insert into removals values (1, 1)', used)
  expect(await migrate(clickhouse.url(used))).toMatchObject({
    code: 1,
    err: expect.stringContaining('has data already'),
  })
  const empty = await migrate(clickhouse.url(used), { FLUXLY_DATA_DIR: scratchFolder() })
  expect([empty.code, empty.err]).toEqual([1, expect.stringContaining('nothing to move')])
})
