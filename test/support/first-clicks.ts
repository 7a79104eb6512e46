/** Clicks as the first version kept them: a row each, and a row for each value and day. */
import { type QueryExecutorProvider, sql } from 'kysely'
import { DIMENSIONS, type Dimension } from '../../src/domain/click.ts'
import { slotOf, utcDay } from '../../src/domain/moment.ts'
import { CLICKS_OF_PART } from '../../src/engines/sql/part.ts'
import type { FlatClick } from './clicks.ts'

const NAMES = Object.keys(DIMENSIONS) as Dimension[]

async function wordOf(db: QueryExecutorProvider, dimension: number, text: string): Promise<number> {
  await sql`insert into words (dimension, text) values (${dimension}, ${text}) on conflict do nothing`.execute(
    db,
  )
  const { rows } = await sql<{ id: number }>`
    select id from words where dimension = ${dimension} and text = ${text}`.execute(db)
  return rows[0]?.id ?? 0
}

/** Counts a click by its quarter hour, and as one of its link. */
async function count(db: QueryExecutorProvider, { link, at }: FlatClick, bot: number, unique: number) {
  await sql`insert into click_totals as t (link, clicks, bots, uniques) values (${link}, 1, ${bot}, ${unique})
    on conflict (link) do update set clicks = t.clicks + 1, bots = t.bots + excluded.bots, uniques = t.uniques + excluded.uniques`.execute(
    db,
  )
  await sql`insert into click_slots as s (link, slot, clicks, bots, uniques)
    values (${link}, ${slotOf(at)}, 1, ${bot}, ${unique}) on conflict (link, slot) do update
    set clicks = s.clicks + 1, bots = s.bots + excluded.bots, uniques = s.uniques + excluded.uniques`.execute(
    db,
  )
}

async function wordsOf(db: QueryExecutorProvider, click: FlatClick): Promise<number[]> {
  const words: number[] = []
  for (const name of NAMES) words.push(await wordOf(db, DIMENSIONS[name], click[name]))
  return words
}

/** Whether a click is the first of a person on a link and day. */
async function isFirst(db: QueryExecutorProvider, { link, at, bot, visitor }: FlatClick): Promise<boolean> {
  if (bot) return false
  const { rows } =
    await sql`insert into click_visitors (day, link, visitor) values (${utcDay(at)}, ${link}, ${visitor})
    on conflict do nothing returning day`.execute(db)
  return rows.length > 0
}

/** Keeps clicks, as one part. */
export async function keepAsBefore(db: QueryExecutorProvider, clicks: FlatClick[]): Promise<void> {
  const part = await sql<{ number: number }>`insert into folded_parts (id, clicks, folded_at)
    values (${`before ${crypto.randomUUID()}`}, ${clicks.length}, 0) returning number`.execute(db)
  const first = (part.rows[0]?.number ?? 0) * CLICKS_OF_PART
  const columns = sql.join(NAMES.map((name) => sql.ref(name)))
  for (const [index, click] of clicks.entries()) {
    const { link, at, visitor } = click
    const bot = click.bot ? 1 : 0
    const words = await wordsOf(db, click)
    await sql`insert into clicks (link, at, n, ${columns}, bot, visitor)
      values (${link}, ${at}, ${first + index}, ${sql.join(words)}, ${bot}, ${visitor})`.execute(db)
    for (const word of words)
      await sql`insert into click_values as v (link, day, word, clicks, bots)
        values (${link}, ${utcDay(at)}, ${word}, 1, ${bot}) on conflict (link, day, word) do update
        set clicks = v.clicks + 1, bots = v.bots + excluded.bots`.execute(db)
    await count(db, click, bot, (await isFirst(db, click)) ? 1 : 0)
  }
}
