/** Visitors of days that are not over: in which quarter hour each was seen first. */
import { type Kysely, sql } from 'kysely'
import { DAY, SLOTS_OF_DAY, slotOf } from '../../domain/moment.ts'
import { addTo } from '../../domain/report.ts'
import type { KeySpan } from '../../ports/moving.ts'
import { clickPages, EVERY } from './click-rows.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import { activity } from './report-counters.ts'
import { behind } from './row-text.ts'

type Db = Kysely<ClicksSchema>

/** Visitors that are looked for at once: for those of a busy link its day is read each time. */
const VISITORS_AT_ONCE = 50_000

interface Visitor {
  day: number
  link: number
  visitor: number
  slot: number
}

const KEY = ['day', 'link', 'visitor']

/** The days of which visitors are kept, each found by one look into the key. */
export async function openDays(db: Db): Promise<number[]> {
  const days: number[] = []
  for (;;) {
    const { rows } = await sql<{ day: number | null }>`
      select min(day) as day from click_visitors where day > ${days.at(-1) ?? -1}`.execute(db)
    const day = rows[0]?.day ?? null
    if (day === null) return days
    days.push(day)
  }
}

/** The first quarter hour in which a link was clicked on a day: for visitors whose clicks are no longer kept. */
async function firstSlot(db: Db, day: number, link: number): Promise<number> {
  const row = await db
    .selectFrom('click_slots')
    .select((eb) => eb.fn.min('slot').as('slot'))
    .where('link', '=', link)
    .where('slot', '>=', day * SLOTS_OF_DAY)
    .where('slot', '<', (day + 1) * SLOTS_OF_DAY)
    .executeTakeFirst()
  return row?.slot ?? day * SLOTS_OF_DAY
}

type Row = Omit<Visitor, 'slot'>

/** When each of some visitors of a day was seen first, as far as the clicks are kept: by link and visitor. */
async function firstSeen(db: Db, day: number, visitors: Row[]): Promise<Map<number, Map<number, number>>> {
  const seen = new Map<number, Map<number, number>>()
  for (const { link, visitor } of visitors) {
    const ofLink = seen.get(link) ?? new Map<number, number>()
    seen.set(link, ofLink.set(visitor, Number.POSITIVE_INFINITY))
  }
  const span = { from: day * DAY, to: (day + 1) * DAY }
  const links = await activity(db, [...seen.keys()], span)
  for await (const page of clickPages(db, links, span, { ...EVERY, bots: 'exclude' }))
    for (const { link, at, traits } of page) {
      const first = seen.get(link)?.get(traits.visitor)
      if (first !== undefined && at < first) seen.get(link)?.set(traits.visitor, at)
    }
  return seen
}

/** Visitors with the quarter hour in which each was seen first. */
async function placed(db: Db, visitors: Row[]): Promise<Visitor[]> {
  const found: Visitor[] = []
  for (const day of new Set(visitors.map((row) => row.day))) {
    const ofDay = visitors.filter((row) => row.day === day)
    const seen = await firstSeen(db, day, ofDay)
    for (const row of ofDay) {
      const at = seen.get(row.link)?.get(row.visitor) ?? Number.POSITIVE_INFINITY
      found.push({ ...row, slot: Number.isFinite(at) ? slotOf(at) : await firstSlot(db, day, row.link) })
    }
  }
  return found
}

const rowsOf = (span: KeySpan) => sql<Row>`
  select day, link, visitor from click_visitors where ${behind(KEY, span)} order by day, link, visitor`

/** The visitors of a span of their keys: day, link, visitor. */
export const openVisitors = async (db: Db, span: KeySpan): Promise<Visitor[]> =>
  placed(db, (await rowsOf(span).execute(db)).rows)

/** Numbers of links, both ends included. */
export interface LinkRange {
  from: number
  to: number
}

/** How many visitors of a day there are by link. */
export async function peopleOfDay(db: Db, day: number, { from, to }: LinkRange) {
  const rows = await db
    .selectFrom('click_visitors')
    .select((eb) => ['link', eb.fn.countAll<number>().as('people')])
    .where('day', '=', day)
    .where('link', '>=', from)
    .where('link', '<=', to)
    .groupBy('link')
    .execute()
  return new Map(rows.map(({ link, people }) => [link, people]))
}

/** The same by link and first quarter hour, each under `LINK SLOT`. */
export async function peopleOfSlots(
  db: Db,
  day: number,
  { from, to }: LinkRange,
): Promise<Map<string, number>> {
  const people = new Map<string, number>()
  const end = [day, to, Number.MAX_SAFE_INTEGER]
  for (let after = [day, from - 1, Number.MAX_SAFE_INTEGER]; ; ) {
    const page = sql<Row>`${rowsOf({ after, to: end })} limit ${sql.lit(VISITORS_AT_ONCE)}`
    const { rows } = await page.execute(db)
    for (const { link, slot } of await placed(db, rows)) addTo(people, `${link} ${slot}`, 1)
    const last = rows.at(-1)
    if (!last || rows.length < VISITORS_AT_ONCE) return people
    after = [day, last.link, last.visitor]
  }
}
