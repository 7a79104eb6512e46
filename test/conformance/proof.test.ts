/** What `fluxly verify` finds: each thing that can be wrong, done to what clicks were counted to. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { workingEngines } from '../../src/engines/postgres/engines.ts'
import { sqlClickStore } from '../../src/engines/sql/click-store.ts'
import type { ClicksSchema } from '../../src/engines/sql/clicks-schema.ts'
import type { SqlEngine } from '../../src/engines/sql/engine.ts'
import { migrate } from '../../src/engines/sql/migrate.ts'
import { clicksMigrations } from '../../src/engines/sql/migrations/clicks.ts'
import { CLICKS_OF_PART } from '../../src/engines/sql/part.ts'
import { verifyCounters } from '../../src/engines/sql/verify.ts'
import { dataFolder, prepareFolder } from '../../src/engines/sqlite/folder.ts'
import { fullySynced } from '../../src/engines/sqlite/open.ts'
import { clickOf, flatClick, phoneClick } from '../support/clicks.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { scratchFolder } from '../support/server.ts'
import { NOW } from '../support/stores.ts'

type Engine = SqlEngine<ClicksSchema>

const ENGINES: Record<string, () => Promise<Engine>> = {
  async SQLite() {
    const folder = dataFolder(scratchFolder())
    prepareFolder(folder)
    return fullySynced(folder.clicks)
  },
  PostgreSQL: async () => workingEngines(await newPostgresDatabase(), () => undefined).clicks,
}

const A_RUN = sql`n = (select min(n) from click_runs)`
const A_SLOT = sql`link = 1 and slot = (select min(slot) from click_slots where link = 1)`

const DAMAGE: Record<string, RawBuilder<unknown>> = {
  'lost clicks': sql`delete from click_runs where ${A_RUN}`,
  'clicks that are there twice': sql`insert into click_runs
    select link, last, n + 1, first, clicks from click_runs where ${A_RUN}`,
  'clicks of another link': sql`update click_runs set link = 77 where ${A_RUN}`,
  'a row that says it begins later': sql`update click_runs set first = first + 1 where ${A_RUN}`,
  'a row that says it ends later': sql`update click_runs set last = last + 1 where ${A_RUN}`,
  'positions that two rows have': sql`update click_runs set n = n - ${sql.lit(CLICKS_OF_PART - 1)}
    where n >= (select min(n) + ${sql.lit(CLICKS_OF_PART / 2)} from click_runs)`,
  'bytes that cannot be read': sql`update click_runs set clicks = ${new Uint8Array([0, 9])} where ${A_RUN}`,
  'lost values': sql`delete from click_day_values where link = 1`,
  'values of nothing': sql`insert into click_day_values
    select 78, day, block, counts from click_day_values where link = 1`,
  'values without their words': sql`delete from words where dimension = 3`,
  'a wrong count of clicks': sql`update click_slots set clicks = clicks + 1 where ${A_SLOT}`,
  'a wrong count of bots': sql`update click_slots set bots = bots + 1 where ${A_SLOT}`,
  'a wrong count of people': sql`update click_slots set uniques = uniques + 1 where ${A_SLOT}`,
  'a wrong total': sql`update click_totals set uniques = uniques + 1 where link = 1`,
  'a lost quarter hour': sql`delete from click_slots where ${A_SLOT}`,
}

/** Clicks on two links, some of one moment, some of another quarter hour. */
const clicks = Array.from({ length: 60 }, (_, n) =>
  n % 5 === 0
    ? clickOf({ ...flatClick(1, NOW + n), bot: true })
    : phoneClick(1 + (n % 2), NOW + (n > 40 ? 3_600_000 : 0) + n * 300),
)

class Undone extends Error {}

describe.each(Object.entries(ENGINES))('the proof on %s', (_, open) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await open()
    await migrate(engine, 'clicks', clicksMigrations(engine, NOW))
    const store = sqlClickStore(engine)
    for (const part of ['one', 'two']) await store.fold(part, clicks, NOW)
  })
  afterAll(() => engine.close())

  async function proofAfter(damage: RawBuilder<unknown>) {
    const proofs: Awaited<ReturnType<typeof verifyCounters>>[] = []
    const damaged = async (tx: Kysely<ClicksSchema>) => {
      await damage.execute(tx)
      proofs.push(await verifyCounters(tx))
      throw new Undone()
    }
    await expect(engine.write(damaged)).rejects.toThrow(Undone)
    return proofs.flatMap(({ discrepancies }) => discrepancies)
  }

  test('finds nothing where nothing is wrong', async () => {
    expect(await verifyCounters(engine.db)).toEqual({ clicks: 120, links: 2, discrepancies: [] })
  })

  test.each(Object.entries(DAMAGE))('finds %s', async (_what, damage) => {
    const discrepancies = await proofAfter(damage)
    expect(discrepancies.length).toBeGreaterThan(0)
    for (const sentence of discrepancies) expect(sentence).toEndWith('.')
  })
})
