/** Uniques: counted from the visitors of days that are not over, and kept as counters of days that are. */
import { DAY, SLOT } from '../../domain/moment.ts'
import type { Database, Value } from './connection.ts'
import { among, type Span } from './rows.ts'
import { KIND } from './tables.ts'
import { COUNTS } from './tally.ts'

interface Closed {
  day: number
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
 * block with a mark; another mark says that its visitors went. A day between its marks has only to be dropped.
 */
export function closing(database: Database) {
  async function openDays(before: number): Promise<Closed[]> {
    return database.ask<Closed>(
      `select v.day as day, c.counted as counted, c.dropped as dropped
       from (select distinct day from visitors where day < ${before}) v
       left join (select link as day, sum(clicks) as counted, sum(bots) as dropped from counts
                  where kind = ${KIND.closed} group by link) c on c.day = v.day order by day`,
    )
  }

  async function count({ day, counted }: Closed): Promise<void> {
    const found = await database.study<{ link: number; slot: number; uniques: number }>(
      `select link, first as slot, count() as uniques from (${firstSeen(`day = ${day}`)}) group by link, slot order by link, slot`,
    )
    const totals = new Map<number, number>()
    for (const { link, uniques } of found) totals.set(link, (totals.get(link) ?? 0) + uniques)
    const rows = [
      ...found.map(({ link, slot, uniques }): Value[] => [KIND.slot, link, slot, '', 0, 0, uniques]),
      ...[...totals].map(([link, uniques]): Value[] => [KIND.total, link, 0, '', 0, 0, uniques]),
      mark(day, 1, 0),
    ]
    await database.insert({ table: 'counts', columns: COUNTS, rows, token: `counted ${day} ${counted}` })
  }

  /** Closes the days before a day. One whose clicks come late is closed again. */
  return async (before: number): Promise<void> => {
    for (const closed of await openDays(before)) {
      const { day, counted, dropped } = closed
      if (counted === dropped) await count(closed)
      await database.command(`alter table visitors drop partition ${day}`)
      const rows = [mark(day, 0, 1)]
      await database.insert({ table: 'counts', columns: COUNTS, rows, token: `dropped ${day} ${dropped}` })
    }
  }
}
