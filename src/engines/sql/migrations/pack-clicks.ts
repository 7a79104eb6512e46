/** Single clicks and counts of values, once a row each, become rows that hold many. */
import { type Kysely, sql } from 'kysely'
import { monthOf, nextMonth } from '../../../domain/moment.ts'
import type { FlatRows } from '../bulk.ts'
import { RUN, RunWriter } from '../click-runs.ts'
import type { SqlEngine } from '../engine.ts'
import { keyPages } from '../key-pages.ts'
import type { StoredTraits } from '../stored-click.ts'
import { blockOf, type Counts, packCounts, VALUES, type ValueBlock } from '../value-blocks.ts'
import { WORD_ORDER } from '../words.ts'

type Db = Kysely<unknown>
type Engine = Pick<SqlEngine<never>, 'types' | 'bulk'>

const MONTHS_AHEAD = 3
/** The old tables. Whoever folds meanwhile waits for their old names, in vain. */
const OLD = { clicks: 'clicks_before', values: 'click_values_before' } as const

interface OldClick extends Record<(typeof WORD_ORDER)[number], number> {
  link: number
  at: number
  n: number
  bot: number
  visitor: number
}

interface OldValue {
  link: number
  day: number
  word: number
  clicks: number
  bots: number
}

async function makeTables(db: Db, { types }: Engine): Promise<void> {
  const { integer, bytes, clustered } = types
  await db.schema
    .createTable('click_runs')
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('last', integer, (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('first', integer, (c) => c.notNull())
    .addColumn('clicks', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('click_runs_pk', ['link', 'last', 'n'])
    .modifyEnd(types.byMonth('last'))
    .execute()
  await db.schema
    .createTable('click_day_values')
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('day', integer, (c) => c.notNull())
    .addColumn('block', integer, (c) => c.notNull())
    .addColumn('counts', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('click_day_values_pk', ['link', 'day', 'block'])
    .modifyEnd(clustered)
    .execute()
}

const nameOf = (click: OldClick) => `${WORD_ORDER.map((name) => click[name])} ${click.bot} ${click.visitor}`

const traitsOf = (click: OldClick): StoredTraits => ({
  words: WORD_ORDER.map((name) => click[name]),
  bot: click.bot === 1,
  visitor: click.visitor,
})

async function packRuns(db: Db, { types, bulk }: Engine): Promise<void> {
  const write = bulk(RUN, (rows) => sql`insert into click_runs (link, last, n, first, clicks) ${rows}`)
  const packer = new RunWriter()
  for await (const page of keyPages<OldClick>(db, OLD.clicks, ['link', 'at', 'n'])) {
    const rows: FlatRows = []
    const known = new Map<string, StoredTraits>()
    const months = new Map(page.map(({ at }) => [monthOf(at), at]))
    for (const at of months.values()) await types.makeMonth(db, at)
    for (const click of page) {
      const name = nameOf(click)
      const traits = known.get(name) ?? traitsOf(click)
      known.set(name, traits)
      packer.add({ link: click.link, at: click.at, n: click.n, traits }, rows)
    }
    packer.end(rows)
    await write(db, rows)
  }
}

/** The values of whole blocks: those of a block may come in two pages. */
async function packValues(db: Db, { bulk }: Engine): Promise<void> {
  const write = bulk(VALUES, (rows) => sql`insert into click_day_values (link, day, block, counts) ${rows}`)
  let open = null as (ValueBlock & { counts: Counts }) | null
  let rows: FlatRows = []
  const end = () => open && rows.push(open.link, open.day, open.block, packCounts(open.block, open.counts))
  for await (const page of keyPages<OldValue>(db, OLD.values, ['link', 'day', 'word'])) {
    for (const { link, day, word, clicks, bots } of page) {
      const block = blockOf(word)
      if (open?.link !== link || open.day !== day || open.block !== block) {
        end()
        open = { link, day, block, counts: [] }
      }
      open.counts.push(word, clicks, bots)
    }
    await write(db, rows)
    rows = []
  }
  end()
  await write(db, rows)
}

/** Packs what is there. A node of an older version folds no more from here on; its clicks wait in its spool. */
export async function packClicks(db: Db, engine: Engine, now: number): Promise<void> {
  await engine.types.lock(db, ['clicks', 'click_values'])
  await db.schema.alterTable('clicks').renameTo(OLD.clicks).execute()
  await db.schema.alterTable('click_values').renameTo(OLD.values).execute()
  await makeTables(db, engine)
  for (let month = 0, at = now; month <= MONTHS_AHEAD; month++, at = nextMonth(at))
    await engine.types.makeMonth(db, at)
  await packRuns(db, engine)
  await packValues(db, engine)
  await engine.types.survey(db, ['click_runs', 'click_day_values'])
  await db.schema.dropTable(OLD.clicks).execute()
  await db.schema.dropTable(OLD.values).execute()
}
