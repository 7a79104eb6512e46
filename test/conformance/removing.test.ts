/** Clicks are removed while others of the same links are folded: with PostgreSQL both may be under way at once. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { workingEngines } from '../../src/engines/postgres/engines.ts'
import { sqlClickStore } from '../../src/engines/sql/click-store.ts'
import { migrate } from '../../src/engines/sql/migrate.ts'
import { clicksMigrations } from '../../src/engines/sql/migrations/clicks.ts'
import type { ClickStore } from '../../src/ports/click-store.ts'
import { phoneClick } from '../support/clicks.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually } from '../support/server.ts'
import { NOW } from '../support/stores.ts'

type Engine = ReturnType<typeof workingEngines>['clicks']

/** Three nodes: one folds, one keeps house, one has something else under way. */
let folder: ClickStore
let keeper: ClickStore
let busy: Engine
const opened: Engine[] = []

beforeAll(async () => {
  const url = await newPostgresDatabase()
  const open = () => {
    const engine = workingEngines(url, () => undefined).clicks
    opened.push(engine)
    return engine
  }
  busy = open()
  await migrate(busy, 'clicks', clicksMigrations(busy, NOW))
  folder = sqlClickStore(open())
  keeper = sqlClickStore(open())
})
afterAll(() => Promise.all(opened.map((engine) => engine.close())))

/** Resolves when so many connections wait for another's rows. */
const whenWaiting = (count: number) =>
  eventually(async () => {
    const waiting = sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`
    const { rows } = await waiting.execute(busy.db)
    return rows[0]?.n === count ? true : null
  })

/** Has a fold of a link's clicks stand still before it counts quarter hours, removes meanwhile, and lets both go on. */
async function removeBesideAFold(link: number, remove: () => Promise<unknown>): Promise<void> {
  const clicks = [1, 2, 3].map((n) => phoneClick(link, NOW + n))
  await folder.fold(`before ${link}`, clicks, NOW)
  const parts: Promise<unknown>[] = []
  await busy.write(async (tx) => {
    await sql`select * from click_slots where link = ${link} for update`.execute(tx)
    parts.push(folder.fold(`beside ${link}`, clicks, NOW))
    await whenWaiting(1)
    parts.push(remove())
    await whenWaiting(2)
  })
  await Promise.all(parts)
}

const discrepancies = async () => (await keeper.verify()).discrepancies

test('clicks that are folded while old ones are removed are removed with them, or kept: as they are counted', async () => {
  let removed = 0
  await removeBesideAFold(1, async () => {
    removed = await keeper.removeClicks(1, NOW + 3_600_000)
  })
  expect(removed).toBe(6)
  expect(await discrepancies()).toEqual([])
})

test('of a link that is forgotten while its clicks are folded nothing is left that is not counted', async () => {
  await removeBesideAFold(2, () => keeper.forgetLinks([2]))
  expect((await keeper.totals([2])).size).toBe(0)
  expect(await discrepancies()).toEqual([])
})
