/** What PostgreSQL does with its clicks when they move to ClickHouse. */
import { type Kysely, sql } from 'kysely'
import type { ClicksSchema } from '../sql/clicks-schema.ts'

/** Holds everything that is known of clicks still, until the transaction ends. Who only reads is let in. */
export async function standStill(tx: Kysely<ClicksSchema>): Promise<void> {
  await sql`lock table folded_parts, words, click_runs, click_totals, click_slots, click_day_values, click_visitors
    in exclusive mode`.execute(tx)
}

const REFUSAL =
  'The clicks of this installation are in ClickHouse: set CLICKHOUSE_URL and start this node again. Its clicks wait in the spool.'

/**
 * Forgets what was moved, and refuses what a node with its settings of before would count here from now on. What is
 * settled here stays: links' totals, salts, and which parts of the spool were folded.
 */
export async function takeNoMoreClicks(tx: Kysely<ClicksSchema>): Promise<void> {
  await sql`set local synchronous_commit = on`.execute(tx)
  await sql`truncate click_runs, click_slots, click_day_values, click_visitors, words`.execute(tx)
  await sql`create or replace function fluxly_clicks_are_elsewhere() returns trigger language plpgsql as
    $$ begin raise exception ${sql.lit(REFUSAL)}; end $$`.execute(tx)
  await sql`create trigger clicks_are_elsewhere before insert on click_slots
    for each statement execute function fluxly_clicks_are_elsewhere()`.execute(tx)
}
