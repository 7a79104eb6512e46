/** Tables are changed while servers run, by several at once, and by programs that are killed in the middle of it. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type QueryExecutorProvider, sql } from 'kysely'
import { Client } from 'pg'
import { DAY } from '../../src/domain/moment.ts'
import { workingEngines } from '../../src/engines/postgres/engines.ts'
import { sqlClickStore } from '../../src/engines/sql/click-store.ts'
import { migrate } from '../../src/engines/sql/migrate.ts'
import { clicksMigrations } from '../../src/engines/sql/migrations/clicks.ts'
import { linksMigrations } from '../../src/engines/sql/migrations/links.ts'
import { openStores } from '../../src/stores.ts'
import { flatClick, phoneClick } from '../support/clicks.ts'
import { keepAsBefore } from '../support/first-clicks.ts'
import { metric } from '../support/ledger.ts'
import { refusedServe } from '../support/ledger-stage.ts'
import { Customer } from '../support/outage.ts'
import { query, TestPostgres } from '../support/postgres.ts'
import { eventually, FLUXLY, fluxly, scratchFolder, setWorkers, startServer } from '../support/server.ts'
import { workersOf } from '../support/workers.ts'

setDefaultTimeout(60_000)
let postgres: TestPostgres

beforeAll(async () => {
  postgres = await TestPostgres.start()
})

afterAll(() => postgres.stop())

const settingsOf = (url: string) => ({ DATABASE_URL: url, FLUXLY_DATA_DIR: scratchFolder() })

const NOW = Date.UTC(2026, 10, 22, 12)
/** A database as the first version left it, with a click of now and one of long ago. */
async function firstVersion() {
  const url = await postgres.newDatabase()
  const engines = workingEngines(url, () => undefined)
  const { '0001-begin': begin } = clicksMigrations(engines.clicks, NOW)
  if (!begin) throw new Error('The first migration is gone.')
  await migrate(engines.clicks, 'clicks', { '0001-begin': begin })
  await keepAsBefore(engines.clicks.db, [flatClick(1, NOW), flatClick(1, NOW - 400 * DAY)])
  return { url, engines, store: () => engines.ownClicks(sqlClickStore(engines.clicks)) }
}

const monthsOf = async (url: string) => {
  const found = await query<{ part: string }>(
    url,
    "select inhrelid::regclass::text as part from pg_inherits where inhparent = 'click_runs'::regclass order by 1",
  )
  return found.map(({ part }) => part.slice('click_runs_'.length))
}

test('clicks of older versions are kept month by month, and old months are dropped whole', async () => {
  const { url, engines, store: open } = await firstVersion()
  await migrate(engines.clicks, 'clicks', clicksMigrations(engines.clicks, NOW))
  const months = await monthsOf(url)
  expect(months).toContain('2025_10')
  expect(months).toContain('2026_11')
  const store = open()
  const otherNode = open()
  const later = NOW + 800 * DAY
  await otherNode.fold('two', [phoneClick(1, later), phoneClick(2, later - 40 * DAY)], NOW)
  expect((await store.totals([1])).get(1)?.clicks).toBe(3)
  expect((await store.verify()).discrepancies).toEqual([])
  expect(await store.dropClicks(later - 30 * DAY)).toBe(2)
  expect(await store.dropClicks(later)).toBe(1)
  expect(await store.fold('three', [phoneClick(1, NOW)], NOW)).toBe(true)
  const late = () => otherNode.fold('four', [phoneClick(2, later - 40 * DAY)], NOW)
  await expect(late()).rejects.toThrow('no partition')
  expect(await late()).toBe(true)
  const totals = await store.totals([1, 2])
  expect([totals.get(1)?.clicks, totals.get(2)?.clicks]).toEqual([4, 2])
  expect((await store.verify()).discrepancies).toEqual([])
  await engines.close()
})

test('several nodes that start at once on an empty database all come up', async () => {
  const url = await postgres.newDatabase()
  const ran = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const stores = await openStores({ dataDir: scratchFolder(), databaseUrl: url }, () => undefined)
      await stores.close()
      return stores.migrated
    }),
  )
  const engines = workingEngines(url, () => undefined)
  const all = [linksMigrations(engines.links.types), clicksMigrations(engines.clicks, NOW)]
  expect(ran.flat().sort()).toEqual(all.flatMap((each) => Object.keys(each)).sort())
  await engines.close()
})

test('a migration that is killed while it waits leaves nothing, holds nobody up, and is run again', async () => {
  const { url, engines, store } = await firstVersion()
  const reader = new Client({ connectionString: url })
  await reader.connect()
  await reader.query('begin')
  await reader.query('select count(*) from clicks')
  const env = { ...settingsOf(url), PATH: process.env.PATH ?? '' }
  const migrating = Bun.spawn([FLUXLY, 'migrate'], { env, stdout: 'ignore', stderr: 'ignore' })
  const waits = () =>
    query<{ pid: number }>(
      url,
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
       and query like 'lock table "clicks"%'`,
    )
  await eventually(async () => ((await waits()).length > 0 ? true : null))
  // An older node still folds.
  await keepAsBefore(engines.clicks.db, [flatClick(2, NOW)])
  await eventually(async () => ((await waits()).length > 0 ? true : null))
  migrating.kill('SIGKILL')
  await migrating.exited
  await reader.query('commit')
  await reader.end()
  expect(await fluxly(['migrate'], settingsOf(url))).toMatchObject({
    code: 0,
    out: expect.stringContaining('0003-packed'),
  })
  const { clicks, discrepancies } = await store().verify()
  expect(clicks).toBe(3)
  expect(discrepancies).toEqual([])
  await engines.close()
})

test('a server goes on while a newer program changes its tables, with a worker that is started again, and a start of the older one is refused in a sentence', async () => {
  const url = await postgres.newDatabase()
  const before = setWorkers(2)
  const server = await startServer({ DATABASE_URL: url, FLUXLY_RATE_LIMIT: '0' })
  setWorkers(before)
  const { key } = await server.user('rolling@example.com')
  const customer = await new Customer(server, key).begin(3)
  const engines = workingEngines(url, () => undefined)
  const statuses: number[] = []
  let going = true
  const load = (async () => {
    while (going) {
      statuses.push((await customer.create()).status)
      for (const { status } of await customer.follow()) statuses.push(status)
    }
  })()
  const next = {
    ...linksMigrations(engines.links.types),
    '9999-next': {
      async up(db: QueryExecutorProvider) {
        await sql`alter table links add column note text`.execute(db)
        await sql`create index links_by_note on links (note)`.execute(db)
      },
    },
  }
  expect(await migrate(engines.links, 'links', next)).toEqual(['9999-next'])
  const then = statuses.length
  await eventually(async () => (statuses.length >= then + 50 ? true : null))
  going = false
  await load
  expect(statuses.filter((status) => status !== 201 && status !== 302)).toEqual([])
  process.kill(workersOf(server)[0] as number, 'SIGKILL')
  await eventually(async () => (server.log.includes('a worker ended') ? true : null))
  await eventually(async () => ((await metric(server, 'fluxly_workers').catch(() => 0)) === 2 ? true : null))
  await customer.settle()

  const refused = await refusedServe({ ...settingsOf(url), PORT: '1' })
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toBe(
    'The database was written by a newer Fluxly (it has "9999-next"). Start that version, or restore a backup.',
  )
  await server.end()
  await engines.close()
})
