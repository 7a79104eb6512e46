/** Reading statistics from counters, in SQL: as fast for many clicks as for few. */
import { type Kysely, sql } from 'kysely'
import type { Bucket } from '../../domain/buckets.ts'
import type { BotFilter } from '../../domain/click.ts'
import { DAY, SLOT } from '../../domain/moment.ts'
import { type Period, wholeUtcDays } from '../../domain/period.ts'
import { addTo } from '../../domain/report.ts'
import { clickPages, EVERY, type KeptClicks, type Span } from './click-rows.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import { chunksOf, isAmong } from './lists.ts'
import type { StoredClick } from './stored-click.ts'
import { eachCount } from './value-blocks.ts'

type Db = Kysely<ClicksSchema>

/** What a link's clicks of a period come to. */
export interface LinkActivity extends KeptClicks {
  clicks: number
  bots: number
  uniques: number
}

/** Clicks by the number of a word. */
export type WordSums = Map<number, number>

const total = (column: 'clicks' | 'bots' | 'uniques' | 'removed') =>
  sql<number>`cast(sum(${sql.ref(column)}) as bigint)`

/** Sums the clicks that a filter counts, from columns `clicks` and `bots`. */
function counted(bots: BotFilter) {
  if (bots === 'exclude') return sql<number>`cast(sum(clicks - bots) as bigint)`
  return bots === 'only' ? total('bots') : total('clicks')
}

/** The clicks of an activity that a filter counts. */
export function countedOf({ clicks, bots }: { clicks: number; bots: number }, filter: BotFilter): number {
  if (filter === 'exclude') return clicks - bots
  return filter === 'only' ? bots : clicks
}

const slotsOf = (db: Db, links: number[], { from, to }: Span) =>
  db
    .selectFrom('click_slots')
    .where(isAmong('link', links))
    .where('slot', '>=', from / SLOT)
    .where('slot', '<', to / SLOT)

/** The links that were clicked in a period, in the order of their numbers. */
export async function activity(db: Db, links: number[], span: Span): Promise<LinkActivity[]> {
  const found: LinkActivity[] = []
  for (const chunk of chunksOf(links)) {
    const sums = [total('clicks').as('clicks'), total('bots').as('bots'), total('uniques').as('uniques')]
    const rows = await slotsOf(db, chunk, span)
      .select(['link', ...sums, total('removed').as('removed')])
      .groupBy('link')
      .execute()
    for (const { removed, ...row } of rows as (LinkActivity & { removed: number })[])
      found.push({ ...row, kept: row.clicks - removed })
  }
  return found.sort((a, b) => a.link - b.link)
}

/** Neighbouring buckets of one length, which one statement can tell apart by division. */
function runsOf(buckets: Bucket[]): Bucket[][] {
  const runs: Bucket[][] = []
  for (const bucket of buckets) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && bucket.to - bucket.from === before.to - before.from) run.push(bucket)
    else runs.push([bucket])
  }
  return runs
}

async function clicksOfRun(db: Db, links: number[], run: Bucket[], bots: BotFilter): Promise<number[]> {
  const { from, to } = run[0] as Bucket
  const end = (run.at(-1) as Bucket).to
  const clicks = run.map(() => 0)
  for (const chunk of chunksOf(links)) {
    const bucket = sql<number>`(slot - cast(${from} as bigint)) / cast(${to - from} as bigint)`.as('bucket')
    const rows = slotsOf(db, chunk, { from: from * SLOT, to: end * SLOT })
    const counts = await rows
      .select([bucket, counted(bots).as('clicks')])
      .groupBy(sql`1`)
      .execute()
    for (const row of counts) clicks[row.bucket] = (clicks[row.bucket] ?? 0) + row.clicks
  }
  return clicks
}

/** Clicks of each bucket of a period. */
export async function timeline(db: Db, links: number[], period: Period, bots: BotFilter): Promise<number[]> {
  const clicks: number[] = []
  for (const run of runsOf(period.buckets)) clicks.push(...(await clicksOfRun(db, links, run, bots)))
  return clicks
}

/** Adds what clicks have. */
export function addWords(sums: WordSums, clicks: StoredClick[]): void {
  for (const { traits } of clicks) for (const word of traits.words) addTo(sums, word, 1)
}

/** Days of links whose values are read at once. */
const DAYS_AT_ONCE = 5_000

/** Adds what the clicks of whole UTC days have. */
async function addDays(
  db: Db,
  sums: WordSums,
  links: number[],
  { from, to }: Span,
  bots: BotFilter,
): Promise<void> {
  for (const chunk of chunksOf(links, Math.ceil(DAYS_AT_ONCE / (to - from)))) {
    const days = db.selectFrom('click_day_values').select(['block', 'counts']).where(isAmong('link', chunk))
    const rows = await days.where('day', '>=', from).where('day', '<', to).execute()
    for (const { block, counts } of rows)
      eachCount(block, counts, (word, clicks, ofBots) =>
        addTo(sums, word, countedOf({ clicks, bots: ofBots }, bots)),
      )
  }
}

async function isEmpty(db: Db, links: number[], span: Span): Promise<boolean> {
  for (const chunk of span.from < span.to ? chunksOf(links) : [])
    if (await slotsOf(db, chunk, span).select('slot').limit(1).executeTakeFirst()) return false
  return true
}

/**
 * A period up to the ends of its UTC days where nothing was clicked in between: today is a whole day then, in every
 * time zone, although the day is not over.
 */
async function widened(db: Db, links: number[], { from, to }: Span): Promise<Span> {
  const start = Math.floor(from / DAY) * DAY
  const end = Math.ceil(to / DAY) * DAY
  return {
    from: (await isEmpty(db, links, { from: start, to: from })) ? start : from,
    to: (await isEmpty(db, links, { from: to, to: end })) ? end : to,
  }
}

/** Clicks of a period by word: whole UTC days from counters, the pieces of days at its ends from single clicks. */
export async function wordSums(
  db: Db,
  links: LinkActivity[],
  period: Period,
  bots: BotFilter,
): Promise<WordSums> {
  const sums: WordSums = new Map()
  const numbers = links.map(({ link }) => link)
  const { days, pieces } = wholeUtcDays(await widened(db, numbers, period))
  if (days) await addDays(db, sums, numbers, days, bots)
  for (const [from, to] of pieces) {
    const clicked = await piece(db, links, { from, to })
    for await (const page of clickPages(db, clicked, { from, to }, { ...EVERY, bots })) addWords(sums, page)
  }
  return sums
}

/** The links with clicks in a piece of a day. One link needs no looking. */
const piece = async (db: Db, links: LinkActivity[], span: Span): Promise<KeptClicks[]> =>
  links.length === 1
    ? links
    : activity(
        db,
        links.map(({ link }) => link),
        span,
      )

/**
 * A moment since which links have at least `wanted` clicks that a filter counts and that are kept one by one; the
 * beginning of the period where they have fewer. Quarter hours of which clicks were removed do not count: who of the
 * rest is a bot is not known there.
 */
export async function momentWith(
  db: Db,
  wanted: number,
  links: number[],
  span: Span,
  bots: BotFilter,
): Promise<number> {
  const newest = await slotsOf(db, links, span)
    .select(['slot', counted(bots).as('clicks')])
    .where('removed', '=', 0)
    .groupBy('slot')
    .having(counted(bots), '>', 0)
    .orderBy('slot', 'desc')
    .limit(wanted)
    .execute()
  let clicks = 0
  for (const row of newest) {
    clicks += row.clicks
    if (clicks >= wanted) return row.slot * SLOT
  }
  return span.from
}
