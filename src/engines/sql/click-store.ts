/** Clicks in SQL: kept one by one, and counted. */
import { type Kysely, sql } from 'kysely'
import { DAY, SLOT, slotOf } from '../../domain/moment.ts'
import type { ClickStore } from '../../ports/click-store.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import { type SqlEngine, Undo, writeOrUndo } from './engine.ts'
import { folding, orderByLink } from './fold.ts'
import { sqlReports } from './reports.ts'
import { verifyCounters } from './verify.ts'
import { wordBook } from './words.ts'

const TABLES_OF_LINKS = [
  'click_runs',
  'click_slots',
  'click_day_values',
  'click_totals',
  'click_visitors',
] as const

/** How long the names of folded parts are remembered, in milliseconds: far longer than a spool file lives. */
const PARTS_REMEMBERED = 90 * DAY

/** The store of clicks kept by an SQL engine. */
export function sqlClickStore(engine: SqlEngine<ClicksSchema>): ClickStore {
  const { db } = engine
  const number = wordBook(db)
  const fold = folding(engine)

  /** Stores the name of a part, and numbers it. Null where it is there already. */
  async function remember(tx: Kysely<ClicksSchema>, id: string, clicks: number, now: number) {
    const row = await tx
      .insertInto('folded_parts')
      .values({ id, clicks, folded_at: now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('number')
      .executeTakeFirst()
    return row?.number ?? null
  }

  /** Has a transaction alone with links until it ends: a fold writes each link's total before its other counters, and upwards. */
  async function aloneWith(tx: Kysely<ClicksSchema>, links: number[]): Promise<void> {
    for (const link of links.toSorted((a, b) => a - b))
      await tx
        .updateTable('click_totals')
        .set((eb) => ({ clicks: eb.ref('clicks') }))
        .where('link', '=', link)
        .execute()
  }

  return {
    ...sqlReports(engine),

    async fold(part, clicks, now) {
      const words = await number(new Set(orderByLink(clicks).map(({ traits }) => traits)))
      return writeOrUndo(engine, async (tx) => {
        const partNumber = await remember(tx, part, clicks.length, now)
        if (partNumber === null) throw new Undo(false)
        await fold(tx, partNumber, clicks, words)
        return true
      })
    },

    async salt(day, fresh) {
      await db
        .insertInto('visitor_salts')
        .values({ day, salt: Buffer.from(fresh).toString('hex') })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const row = await db
        .selectFrom('visitor_salts')
        .select('salt')
        .where('day', '=', day)
        .executeTakeFirstOrThrow()
      return Buffer.from(row.salt, 'hex')
    },

    async forgetVisitors(day) {
      await engine.write(async (tx) => {
        await tx.deleteFrom('visitor_salts').where('day', '<', day).execute()
        await tx.deleteFrom('click_visitors').where('day', '<', day).execute()
        await tx
          .deleteFrom('folded_parts')
          .where('folded_at', '<', day * DAY - PARTS_REMEMBERED)
          .execute()
      })
    },

    async linksWithClicksBefore(moment, after, limit) {
      const rows = await db
        .selectFrom('click_slots')
        .select('link')
        .distinct()
        .where('link', '>', after)
        .where('slot', '<', slotOf(moment))
        .whereRef('removed', '<', 'clicks')
        .orderBy('link')
        .limit(limit)
        .execute()
      return rows.map((row) => row.link)
    },

    removeClicks: (link, before) =>
      engine.write(async (tx) => {
        await aloneWith(tx, [link])
        const slot = slotOf(before)
        const removed = await tx
          .selectFrom('click_slots')
          .select(sql<number>`cast(coalesce(sum(clicks - removed), 0) as bigint)`.as('clicks'))
          .where('link', '=', link)
          .where('slot', '<', slot)
          .executeTakeFirstOrThrow()
        await tx
          .deleteFrom('click_runs')
          .where('link', '=', link)
          .where('last', '<', slot * SLOT)
          .execute()
        await tx
          .updateTable('click_slots')
          .set((eb) => ({ removed: eb.ref('clicks') }))
          .where('link', '=', link)
          .where('slot', '<', slot)
          .execute()
        return removed.clicks
      }),

    dropClicks: async () => 0,

    async forgetLinks(links) {
      if (links.length === 0) return
      await engine.write(async (tx) => {
        await aloneWith(tx, links)
        for (const table of TABLES_OF_LINKS) await tx.deleteFrom(table).where('link', 'in', links).execute()
      })
    },

    verify: () => engine.snapshot(verifyCounters),
  }
}
