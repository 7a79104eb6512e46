/** Visitors of days that are not over: in which quarter hour each was seen first. */
import { type Kysely, sql } from 'kysely'
import { DAY, SLOT } from '../../domain/moment.ts'
import type { KeySpan } from '../../ports.ts'
import { behind } from './row-text.ts'
import type { ClicksSchema } from './schema.ts'

type Db = Kysely<ClicksSchema>

export const SLOTS_OF_DAY = DAY / SLOT

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

/** `cross join` keeps SQLite to this order: the clicks of a day are read once, however many visitors there were. */
const firstClicks = (span: KeySpan) => sql<{ day: number; link: number; visitor: number; at: number }>`
  select v.day as day, v.link as link, v.visitor as visitor, min(c.at) as at
  from (select distinct day, link from click_visitors where ${behind(KEY, span)}) p
  cross join clicks c cross join click_visitors v
  where c.link = p.link and c.at >= p.day * ${sql.lit(DAY)} and c.at < (p.day + 1) * ${sql.lit(DAY)} and c.bot = 0
    and v.day = p.day and v.link = p.link and v.visitor = c.visitor
    and ${behind(KEY, span, 'v.')}
  group by v.day, v.link, v.visitor`

const name = (day: unknown, link: unknown, visitor: unknown) => `${day} ${link} ${visitor}`

/** The visitors of a span of their keys: day, link, visitor. */
export async function openVisitors(db: Db, span: KeySpan): Promise<Visitor[]> {
  const { rows: seen } = await firstClicks(span).execute(db)
  const slots = new Map(
    seen.map(({ day, link, visitor, at }) => [name(day, link, visitor), Math.floor(at / SLOT)]),
  )
  const { rows } = await sql<Omit<Visitor, 'slot'>>`
    select day, link, visitor from click_visitors where ${behind(KEY, span)} order by day, link, visitor`.execute(
    db,
  )
  const visitors: Visitor[] = []
  for (const { day, link, visitor } of rows) {
    const slot = slots.get(name(day, link, visitor)) ?? (await firstSlot(db, day, link))
    visitors.push({ day, link, visitor, slot })
  }
  return visitors
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
export async function peopleOfSlots(db: Db, day: number, links: LinkRange): Promise<Map<string, number>> {
  const span: KeySpan = {
    after: [day, links.from - 1, Number.MAX_SAFE_INTEGER],
    to: [day, links.to, Number.MAX_SAFE_INTEGER],
  }
  const { rows } = await sql<{ link: number; slot: number; people: number }>`
    select link, at / ${sql.lit(SLOT)} as slot, count(*) as people from (${firstClicks(span)}) seen
    group by link, at / ${sql.lit(SLOT)}`.execute(db)
  const people = new Map<string, number>()
  const missing = await peopleOfDay(db, day, links)
  const add = (link: number, slot: number, count: number) => {
    people.set(`${link} ${slot}`, (people.get(`${link} ${slot}`) ?? 0) + count)
    missing.set(link, (missing.get(link) ?? 0) - count)
  }
  for (const { link, slot, people: count } of rows) add(link, slot, count)
  for (const [link, count] of [...missing]) if (count > 0) add(link, await firstSlot(db, day, link), count)
  return people
}
