/** Visitors of days that are not over: in which quarter hour each was seen first. */
import { type Kysely, sql } from 'kysely'
import { DAY, SLOT, slotOf } from '../../domain/moment.ts'
import type { KeySpan } from '../../ports/moving.ts'
import { batchesOf, clickPages, EVERY } from './click-rows.ts'
import { isAmong } from './lists.ts'
import { behind } from './row-text.ts'
import type { ClicksSchema } from './schema.ts'

type Db = Kysely<ClicksSchema>

const SLOTS_OF_DAY = DAY / SLOT
/** Visitors that are looked for at once, but where one link alone has more. */
const VISITORS_AT_ONCE = 20_000

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

/** When each visitor of links was seen first on a day, as far as the clicks are kept: by link and visitor. */
async function firstSeen(db: Db, day: number, visitors: Row[]): Promise<Map<number, Map<number, number>>> {
  const seen = new Map<number, Map<number, number>>()
  const people = new Map<number, number>()
  for (const { link } of visitors) people.set(link, (people.get(link) ?? 0) + 1)
  const links = [...people].map(([link, kept]) => ({ link, kept }))
  const span = { from: day * DAY, to: (day + 1) * DAY }
  for await (const page of clickPages(db, links, span, { ...EVERY, bots: 'exclude' }))
    for (const { link, at, traits } of page) {
      const first = seen.get(link) ?? new Map<number, number>()
      first.set(traits.visitor, Math.min(at, first.get(traits.visitor) ?? at))
      seen.set(link, first)
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
      const at = seen.get(row.link)?.get(row.visitor)
      found.push({ ...row, slot: at === undefined ? await firstSlot(db, day, row.link) : slotOf(at) })
    }
  }
  return found
}

/** The visitors of a span of their keys: day, link, visitor. */
export async function openVisitors(db: Db, span: KeySpan): Promise<Visitor[]> {
  const { rows } = await sql<Row>`
    select day, link, visitor from click_visitors where ${behind(KEY, span)} order by day, link, visitor`.execute(
    db,
  )
  return placed(db, rows)
}

interface LinkRange {
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
export async function peopleOfSlots(db: Db, day: number, range: LinkRange): Promise<Map<string, number>> {
  const people = new Map<string, number>()
  const links = [...(await peopleOfDay(db, day, range))].map(([link, kept]) => ({ link, kept }))
  for (const batch of batchesOf(links, VISITORS_AT_ONCE)) {
    const visitors = db.selectFrom('click_visitors').selectAll().where('day', '=', day)
    const rows = await visitors.where(isAmong('link', batch)).execute()
    for (const { link, slot } of await placed(db, rows))
      people.set(`${link} ${slot}`, (people.get(`${link} ${slot}`) ?? 0) + 1)
  }
  return people
}
