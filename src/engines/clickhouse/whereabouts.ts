/** Clicks are in one place: an installation that has them in another is refused, or they would no longer be seen. */
import type { SqlEngine } from '../sql/engine.ts'
import { DatabaseRefused } from '../sql/refused.ts'
import type { ClicksSchema } from '../sql/schema.ts'

/** Every click that an SQL database keeps is in a quarter hour's counter there. */
const hasSlots = async ({ db }: SqlEngine<ClicksSchema>) =>
  (await db.selectFrom('click_slots').select('link').limit(1).executeTakeFirst()) !== undefined

const hasTotals = async ({ db }: SqlEngine<ClicksSchema>) =>
  (await db.selectFrom('click_totals').select('link').limit(1).executeTakeFirst()) !== undefined

/** Refuses an SQL database that keeps clicks itself. */
export async function assertNoClicks(engine: SqlEngine<ClicksSchema>): Promise<void> {
  if (await hasSlots(engine))
    throw new DatabaseRefused(
      'CLICKHOUSE_URL is set, but this installation has its clicks in SQLite or PostgreSQL, where they would no longer be seen. Unset it.',
    )
}

/** Refuses an SQL database whose clicks are in ClickHouse: it has their totals alone. */
export async function assertClicksHere(engine: SqlEngine<ClicksSchema>): Promise<void> {
  if ((await hasTotals(engine)) && !(await hasSlots(engine)))
    throw new DatabaseRefused(
      'This installation has its clicks in ClickHouse, where they would no longer be seen. Set CLICKHOUSE_URL.',
    )
}
