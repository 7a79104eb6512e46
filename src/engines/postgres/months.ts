/** Single clicks month by month: each month's are a table of their own, made when its first click is near and dropped whole. */
import { type QueryExecutorProvider as Db, sql, type Transaction } from 'kysely'
import { SLOT } from '../../domain/moment.ts'
import type { ClickStore } from '../../ports/click-store.ts'
import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { SqlEngine } from '../sql/engine.ts'

/** Any number: who holds the lock of this number makes or drops months. */
const MONTHS_LOCK = 5_146_001

/** The part for all months before the first one that has its own: what was moved here from elsewhere. */
export const EARLIER = 'click_runs_earlier'

/** A month by its number: years times twelve. */
export const monthOf = (at: number) => {
  const date = new Date(at)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
const startOf = (month: number) => Date.UTC(Math.floor(month / 12), month % 12)
const tableOf = (month: number) =>
  `click_runs_${new Date(startOf(month)).toISOString().slice(0, 7).replace('-', '_')}`

const exists = async (db: Db, table: string) =>
  (await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(db)).rows[0]
    ?.there

/** Attaching locks neither those who read clicks nor those who write them, as making the table in its place would. */
export async function makeMonth(db: Db, month: number): Promise<void> {
  const table = tableOf(month)
  if (await exists(db, table)) return
  await sql`create table ${sql.table(table)} (like click_runs including all)`.execute(db)
  await sql`alter table click_runs attach partition ${sql.table(table)}
    for values from (${sql.lit(startOf(month))}) to (${sql.lit(startOf(month + 1))})`.execute(db)
}

/** The parts of the table, oldest first, with where each ends, in milliseconds. */
async function parts(db: Db): Promise<{ table: string; end: number }[]> {
  const { rows } = await sql<{ table: string; bounds: string }>`
    select c.relname as table, pg_get_expr(c.relpartbound, c.oid) as bounds
    from pg_inherits join pg_class c on c.oid = inhrelid
    where inhparent = to_regclass('click_runs')`.execute(db)
  const found = rows.map(({ table, bounds }) => ({ table, end: Number(/TO \('(\d+)'\)/.exec(bounds)?.[1]) }))
  return found.sort((a, b) => a.end - b.end)
}

/** Drops one part. Its clicks stay counted: from now on as removed ones. How many there were. */
async function dropPart(tx: Transaction<ClicksSchema>, table: string, end: number): Promise<number> {
  if (!(await exists(tx, table))) return 0
  await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(tx)
  const { rows } = await sql<{
    clicks: number
  }>`select coalesce(sum(clicks - removed), 0) as clicks from click_slots
    where slot < ${sql.lit(end / SLOT)}`.execute(tx)
  await sql`drop table ${sql.table(table)}`.execute(tx)
  await sql`update click_slots set removed = clicks
    where slot < ${sql.lit(end / SLOT)} and removed < clicks`.execute(tx)
  return rows[0]?.clicks ?? 0
}

/** Keeps the months of a store of clicks: makes those that clicks fall into, and drops those that nobody's plan keeps. */
export function clicksByMonth(store: ClickStore, engine: SqlEngine<ClicksSchema>): ClickStore {
  const made = new Set<number>()

  const alone = <T>(run: (tx: Transaction<ClicksSchema>) => Promise<T>) =>
    engine.write(async (tx) => {
      await sql`set local lock_timeout = '800ms'`.execute(tx)
      await sql`select pg_advisory_xact_lock(${sql.lit(MONTHS_LOCK)})`.execute(tx)
      return run(tx)
    })

  /** Months from before a move are in one part. */
  const isThere = async (tx: Db, month: number) => {
    const start = startOf(month)
    const covered = (await parts(tx)).some(({ table, end }) => table === EARLIER && start < end)
    return covered || exists(tx, tableOf(month))
  }

  async function make(month: number): Promise<void> {
    if (made.has(month)) return
    if (!(await isThere(engine.db, month)))
      await alone(async (tx) => {
        if (!(await isThere(tx, month))) await makeMonth(tx, month)
      })
    made.add(month)
  }

  return {
    ...store,

    async fold(part, clicks, now) {
      const months = new Set(clicks.map(({ at }) => monthOf(at)))
      for (const month of months) await make(month)
      return store.fold(part, clicks, now).catch((error) => {
        // Another node may have dropped one of them since.
        made.clear()
        throw error
      })
    },

    async dropClicks(before) {
      made.clear()
      let dropped = 0
      for (const { table, end } of await parts(engine.db))
        if (end <= before) dropped += await alone((tx) => dropPart(tx, table, end))
      return dropped
    },
  }
}
