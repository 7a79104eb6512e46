/**
 * Which parts of the spool were folded, in the SQL database: ClickHouse cannot settle who was first. A part is numbered
 * when it is first handed over, and marked when it is counted. Links' totals are kept there too, so that links can be
 * looked at while ClickHouse is away.
 */
import type { Transaction } from 'kysely'
import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { SqlEngine } from '../sql/engine.ts'
import { CLICKS_OF_PART } from '../sql/part.ts'

export interface Claim {
  number: number
  /** `new`: nobody tried before. `tried`: what was stored of it has to be looked for. */
  state: 'new' | 'tried' | 'counted'
}

/** A part that is tried for longer than this, in milliseconds, does not hold up who follows clicks. */
const HOLDS_UP = 10_000

/** More than the parts that were under way beside the last that was counted. */
const UNDER_WAY = 1_000

/** Links whose totals one statement adds to. */
const AT_ONCE = 200

interface PartTotal {
  link: number
  clicks: number
  bots: number
}

const add = (tx: Transaction<ClicksSchema>, totals: PartTotal[]) =>
  tx
    .insertInto('click_totals')
    .values(totals.map((total) => ({ ...total, uniques: 0 })))
    .onConflict((conflict) =>
      conflict.column('link').doUpdateSet((eb) => ({
        clicks: eb('click_totals.clicks', '+', eb.ref('excluded.clicks')),
        bots: eb('click_totals.bots', '+', eb.ref('excluded.bots')),
      })),
    )
    .execute()

export type PartLedger = ReturnType<typeof partLedger>

export function partLedger({ db, write, types }: SqlEngine<ClicksSchema>) {
  return {
    /** Numbers parts from well behind one that was counted, where a database that was restored has not come so far. */
    goOnBehind: (number: number): Promise<void> =>
      write(async (tx) => {
        const last = await tx
          .selectFrom('folded_parts')
          .select((eb) => eb.fn.max('number').as('number'))
          .executeTakeFirst()
        if ((last?.number ?? 0) < number) await types.countBehind(tx, 'folded_parts', number + UNDER_WAY)
      }),

    /** The number of a part, the same each time. */
    claim: (id: string, now: number): Promise<Claim> =>
      write(async (tx) => {
        const made = await tx
          .insertInto('folded_parts')
          .values({ id, clicks: 0, folded_at: now })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('number')
          .executeTakeFirst()
        if (made) return { number: made.number, state: 'new' }
        const known = tx.selectFrom('folded_parts').select(['number', 'clicks']).where('id', '=', id)
        const { number, clicks } = await known.executeTakeFirstOrThrow()
        return { number, state: clicks > 0 ? 'counted' : 'tried' }
      }),

    /** Marks a part as counted and adds to its links' totals, once. False where it was marked before. */
    finish: (number: number, clicks: number, totals: PartTotal[]): Promise<boolean> =>
      write(async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('folded_parts')
          .set({ clicks })
          .where('number', '=', number)
          .where('clicks', '=', 0)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        for (let at = 0; at < totals.length; at += AT_ONCE) await add(tx, totals.slice(at, at + AT_ONCE))
        return true
      }),

    /** The highest position below which nothing more will come, but of parts that take very long. */
    async newest(): Promise<number> {
      const parts = db.selectFrom('folded_parts')
      const last = await parts
        .select(['number', 'clicks', 'folded_at'])
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (!last) return 0
      const open = await parts
        .select((eb) => eb.fn.min('number').as('number'))
        .where('clicks', '=', 0)
        .where('folded_at', '>', last.folded_at - HOLDS_UP)
        .executeTakeFirst()
      if (open?.number) return Number(open.number) * CLICKS_OF_PART - 1
      return last.number * CLICKS_OF_PART + Math.max(0, last.clicks - 1)
    },
  }
}
