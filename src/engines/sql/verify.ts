/** Proving in SQL that every counter equals the sum of its clicks. */
import { type Kysely, sql } from 'kysely'
import type { Discrepancy } from '../../ports.ts'
import type { ClicksSchema } from './schema.ts'

const SHOWN = 100

interface Difference {
  what: string
  counter: number
  clicks: number
}

/** Slots against the single clicks in them: counted = kept + removed. */
const slotsAgainstClicks = (db: Kysely<ClicksSchema>) =>
  sql<Difference>`
  select 'clicks of link ' || coalesce(s.link, c.link) || ' in quarter hour ' || coalesce(s.slot, c.slot) as what,
         coalesce(s.clicks - s.removed, 0) as counter, coalesce(c.clicks, 0) as clicks
  from click_slots s
  full join (select link, at / 900000 as slot, count(*) as clicks, sum(bot) as bots from clicks group by link, at / 900000) c
    on c.link = s.link and c.slot = s.slot
  where coalesce(s.clicks - s.removed, 0) <> coalesce(c.clicks, 0)
     or (s.removed = 0 and s.bots <> c.bots)
     or (s.removed > 0 and s.bots < coalesce(c.bots, 0))
  limit ${SHOWN}`.execute(db)

/** Totals of links against their slots. */
const totalsAgainstSlots = (db: Kysely<ClicksSchema>) =>
  sql<Difference>`
  select 'total of link ' || coalesce(t.link, s.link) as what, coalesce(t.clicks, 0) as counter, coalesce(s.clicks, 0) as clicks
  from click_totals t
  full join (select link, sum(clicks) as clicks, sum(bots) as bots, sum(uniques) as uniques from click_slots group by link) s
    on s.link = t.link
  where t.link is null or s.link is null or t.clicks <> s.clicks or t.bots <> s.bots or t.uniques <> s.uniques
  limit ${SHOWN}`.execute(db)

/** The values of each property on each day against the day's slots. */
const valuesAgainstSlots = (db: Kysely<ClicksSchema>) =>
  sql<Difference>`
  select 'property ' || d.dimension || ' of link ' || s.link || ' on day ' || s.day as what,
         coalesce(v.clicks, 0) as counter, s.clicks as clicks
  from (select link, slot / 96 as day, sum(clicks) as clicks, sum(bots) as bots from click_slots group by link, slot / 96) s
  cross join (select 1 as dimension union all select 2 union all select 3 union all select 4 union all select 5) d
  left join (select link, day, dimension, sum(clicks) as clicks, sum(bots) as bots
             from click_values join words on words.id = click_values.word group by link, day, dimension) v
    on v.link = s.link and v.day = s.day and v.dimension = d.dimension
  where v.clicks is null or v.clicks <> s.clicks or v.bots <> s.bots
  limit ${SHOWN}`.execute(db)

/** Uniques of days whose clicks are all kept against the visitors among them. */
const uniquesAgainstClicks = (db: Kysely<ClicksSchema>) =>
  sql<Difference>`
  select 'unique clicks of link ' || s.link || ' on day ' || s.day as what, s.uniques as counter, coalesce(c.visitors, 0) as clicks
  from (select link, slot / 96 as day, sum(uniques) as uniques, sum(removed) as removed from click_slots group by link, slot / 96) s
  left join (select link, at / 86400000 as day, count(distinct visitor) as visitors from clicks where bot = 0 group by link, at / 86400000) c
    on c.link = s.link and c.day = s.day
  where s.removed = 0 and s.uniques <> coalesce(c.visitors, 0)
  limit ${SHOWN}`.execute(db)

const sentence = ({ what, counter, clicks }: Difference): Discrepancy =>
  `${what}: counted ${counter}, but there are ${clicks}.`

/** Compares every counter with the clicks it counts, all of one moment. */
export async function verifyCounters(db: Kysely<ClicksSchema>) {
  const discrepancies: Discrepancy[] = []
  for (const check of [slotsAgainstClicks, totalsAgainstSlots, valuesAgainstSlots, uniquesAgainstClicks])
    discrepancies.push(...(await check(db)).rows.map(sentence))
  const sum = await db
    .selectFrom('click_totals')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('clicks'), eb.val(0)).as('clicks'),
      eb.fn.countAll<number>().as('links'),
    ])
    .executeTakeFirstOrThrow()
  return { clicks: Number(sum.clicks), links: Number(sum.links), discrepancies }
}
