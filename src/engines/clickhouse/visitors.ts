/** Uniques: counted from the visitors of days that are not over, and kept as counters of days that are. */
import { DAY, SLOT } from '../../domain/moment.ts'
import { addTo } from '../../domain/report.ts'
import type { Database, Value } from './connection.ts'
import { among, type Span } from './rows.ts'
import { type Places, placesNow, rowsOf, shardsOf } from './shards.ts'
import { KIND, keeperOf, type Layout, shardColumn } from './tables.ts'
import { COUNTS } from './tally.ts'

interface Closed {
  shard: number
  /** How often a day's visitors were counted, and how often they were dropped then. */
  counted: number
  dropped: number
}

const firstSeen = (where: string) =>
  `select link, day, visitor, min(slot) as first from visitors where ${where} group by link, day, visitor`

/** People of the days that are not closed, by link. */
export async function uniquesOf(
  database: Database,
  links: number[],
  span: Span | null,
): Promise<Map<number, number>> {
  const days = span
    ? ` and day >= ${Math.floor(span.from / DAY)} and day <= ${Math.floor(span.to / DAY)}`
    : ''
  const slots = span ? `where first >= ${span.from / SLOT} and first < ${span.to / SLOT}` : ''
  const query = `select link, count() as uniques from (${firstSeen(`${among(links)}${days}`)}) ${slots} group by link`
  const rows = await database.ask<{ link: number; uniques: number }>(query)
  return new Map(rows.map(({ link, uniques }) => [link, uniques]))
}

/** The mark of a day that was counted (`clicks`) or dropped (`bots`). */
const mark = (day: number, counted: number, dropped: number): Value[] => [
  KIND.closed,
  day,
  0,
  '',
  counted,
  dropped,
  0,
]

/**
 * Makes the closing of days: their uniques become counters, and who was seen is dropped. The counters of a day are one
 * block with a mark, on each shard; another mark says that its visitors went. A day between its marks has only to be
 * dropped.
 */
export function closing(database: Database, layout: Layout) {
  async function openDays(before: number): Promise<number[]> {
    const days = await database.ask<{ day: number }>(
      `select distinct day from visitors where day < ${before} order by day`,
    )
    return days.map(({ day }) => day)
  }

  /** What each shard’s marks say of a day. */
  async function closedOn(day: number, shards: number[]): Promise<Closed[]> {
    const marks = await database.ask<Closed>(
      `select ${shardColumn(layout)} as shard, sum(clicks) as counted, sum(bots) as dropped from counts
       where kind = ${KIND.closed} and link = ${day} group by shard`,
    )
    return shards.map(
      (shard) => marks.find((mark) => mark.shard === shard) ?? { shard, counted: 0, dropped: 0 },
    )
  }

  /** The counters of a day's uniques. */
  async function uniquesOn(day: number): Promise<Value[][]> {
    const found = await database.study<{ link: number; slot: number; uniques: number }>(
      `select link, first as slot, count() as uniques from (${firstSeen(`day = ${day}`)}) group by link, slot order by link, slot`,
    )
    const totals = new Map<number, number>()
    for (const { link, uniques } of found) addTo(totals, link, uniques)
    return [
      ...found.map(({ link, slot, uniques }): Value[] => [KIND.slot, link, slot, '', 0, 0, uniques]),
      ...[...totals].map(([link, uniques]): Value[] => [KIND.total, link, 0, '', 0, 0, uniques]),
    ]
  }

  const put = (rows: Value[][], token: string, shard: number) =>
    database.insert({ table: 'counts', columns: COUNTS, rows, token, shard })

  async function close(day: number, places: Places): Promise<void> {
    const closed = await closedOn(day, shardsOf(places))
    const uncounted = closed.filter(({ counted, dropped }) => counted === dropped)
    const rows = uncounted.length > 0 ? await uniquesOn(day) : []
    for (const { shard, counted } of uncounted) {
      const ours = [...rowsOf(shard, places, rows, 1), mark(day, 1, 0)]
      await put(ours, `counted ${day} ${counted}`, shard)
    }
    await database.command(`alter table ${keeperOf(layout, 'visitors')} drop partition ${day}`)
    for (const { shard, dropped } of closed) await put([mark(day, 0, 1)], `dropped ${day} ${dropped}`, shard)
  }

  /** Closes the days before a day. One whose clicks come late is closed again. */
  return async (before: number): Promise<void> => {
    const days = await openDays(before)
    if (days.length === 0) return
    const places = await placesNow(database, layout)
    for (const day of days) await close(day, places)
  }
}
