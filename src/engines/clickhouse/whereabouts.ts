/** Clicks are in one place: an installation that has them in another is refused, or they would no longer be seen. */
import type { Kysely } from 'kysely'
import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { SqlEngine } from '../sql/engine.ts'
import { DatabaseRefused } from '../sql/refused.ts'

type Db = Kysely<ClicksSchema>

const isEmpty = async (db: Db, table: 'click_slots' | 'click_totals') =>
  (await db.selectFrom(table).select('link').limit(1).executeTakeFirst()) === undefined

/** Where the clicks are that an SQL database knows of. Those that it keeps are in quarter hours; of others it has totals alone. */
export async function placeOfClicks(db: Db): Promise<'sql' | 'clickhouse' | 'none'> {
  if (!(await isEmpty(db, 'click_slots'))) return 'sql'
  return (await isEmpty(db, 'click_totals')) ? 'none' : 'clickhouse'
}

/** Refuses an SQL database that keeps clicks itself. */
export async function assertNoClicks({ db }: SqlEngine<ClicksSchema>): Promise<void> {
  if ((await placeOfClicks(db)) === 'sql')
    throw new DatabaseRefused(
      'CLICKHOUSE_URL is set, but this installation has its clicks in SQLite or PostgreSQL, where they would no longer be seen. Unset it, or move them: fluxly migrate --clicks-to clickhouse',
    )
}

/** Refuses an SQL database whose clicks are in ClickHouse. */
export async function assertClicksHere({ db }: SqlEngine<ClicksSchema>): Promise<void> {
  if ((await placeOfClicks(db)) === 'clickhouse')
    throw new DatabaseRefused(
      'This installation has its clicks in ClickHouse, where they would no longer be seen. Set CLICKHOUSE_URL.',
    )
}
