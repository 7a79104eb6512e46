/** Adding to the counts of values: blocks are read, increased and written back. */
import { type Kysely, sql } from 'kysely'
import { type FlatRows, withRows } from './bulk.ts'
import type { ClickDayValuesTable, ClicksSchema } from './clicks-schema.ts'
import type { SqlEngine } from './engine.ts'
import type { FreshValues } from './tally.ts'
import { addToPacked, packCounts, VALUES, type ValueBlock } from './value-blocks.ts'

const BLOCK = { link: 'integer', day: 'integer', block: 'integer' } as const

const byKey = (a: ValueBlock, b: ValueBlock) => a.link - b.link || a.day - b.day || a.block - b.block

/**
 * Makes what adds counts, given in the order of their blocks. Nobody else may write values of the same links meanwhile:
 * the caller has locked them.
 */
export function dayValues({ db, bulk }: SqlEngine<ClicksSchema>) {
  const read = bulk(
    BLOCK,
    (blocks) => sql<ClickDayValuesTable>`with wanted (link, day, block) as (${blocks})
      select v.* from wanted w cross join click_day_values v where v.link = w.link and v.day = w.day and v.block = w.block`,
  )
  const write = bulk(VALUES, (rows) =>
    withRows(db.insertInto('click_day_values'), VALUES, rows).onConflict((c) =>
      c.columns(['link', 'day', 'block']).doUpdateSet((eb) => ({ counts: eb.ref('excluded.counts') })),
    ),
  )

  return async function add(tx: Kysely<ClicksSchema>, fresh: FreshValues[]): Promise<void> {
    const keys: number[] = []
    for (const { link, day, block } of fresh) keys.push(link, day, block)
    const there = (await read(tx, keys)).sort(byKey)
    const rows: FlatRows = []
    let next = 0
    for (const { link, day, block, counts } of fresh) {
      const row = there[next]
      const isThere = row?.link === link && row.day === day && row.block === block
      if (isThere) next++
      const sums = isThere ? addToPacked(block, row.counts, counts) : packCounts(block, counts)
      rows.push(link, day, block, sums)
    }
    await write(tx, rows)
  }
}
