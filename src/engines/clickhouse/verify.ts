/** Proving in ClickHouse that every counter equals the sum of its clicks. */
import type { Kysely } from 'kysely'
import type { Discrepancy } from '../../ports/click-store.ts'
import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { Database } from './connection.ts'
import { KIND } from './tables.ts'

const SHOWN = 100
/** Totals compared at once. */
const PAGE = 10_000
/** After so many milliseconds a part that was on its way is whole: what is still a difference is one. */
const SETTLES = 1_000

interface Difference {
  what: string
  counter: number
  clicks: number
}

const SLOTS = `select link, at as slot, sum(clicks) as clicks, sum(bots) as bots, sum(uniques) as uniques from counts
  where kind = ${KIND.slot} group by link, slot`
const REMOVED = 'select link, max(slot) as slot from removals group by link'
const PEOPLE = 'select link, day, visitor, min(slot) as first from visitors group by link, day, visitor'

/** Slots against the single clicks in them. Where clicks were removed, there are at most as many as were counted. */
const SLOTS_AGAINST_CLICKS = `
  select concat('clicks of link ', toString(link), ' in quarter hour ', toString(slot)) as what,
         sum(counted) as counter, sum(kept) as clicks
  from (select link, slot, clicks as counted, bots as counted_bots, toInt64(0) as kept, toInt64(0) as kept_bots from (${SLOTS})
        union all
        select link, toUInt32(intDiv(at, 900000)) as slot, toInt64(0), toInt64(0), toInt64(count()), toInt64(sum(bot)) from clicks group by link, slot) s
  left join (${REMOVED}) r on r.link = s.link
  group by s.link as link, s.slot as slot, r.slot as removed
  having if(slot < removed, counter < clicks or sum(counted_bots) < sum(kept_bots),
            counter <> clicks or sum(counted_bots) <> sum(kept_bots))
  order by what limit ${SHOWN}`

/** Totals of links against their slots. */
const TOTALS_AGAINST_SLOTS = `
  select concat('total of link ', toString(link)) as what, sum(if(kind = ${KIND.total}, c, 0)) as counter,
         sum(if(kind = ${KIND.slot}, c, 0)) as clicks
  from (select kind, link, sum(clicks) as c, sum(bots) as b, sum(uniques) as u from counts
        where kind in (${KIND.total}, ${KIND.slot}) group by kind, link)
  group by link
  having counter <> clicks or sum(if(kind = ${KIND.total}, b, -b)) <> 0 or sum(if(kind = ${KIND.total}, u, -u)) <> 0
  order by what limit ${SHOWN}`

/** The values of each property on each day against the day's slots. */
const VALUES_AGAINST_SLOTS = `
  select concat('property ', toString(dimension), ' of link ', toString(link), ' on day ', toString(day)) as what,
         sum(counted) as counter, sum(slots) as clicks
  from (select toUInt8(kind - ${KIND.values}) as dimension, link, at as day, sum(clicks) as counted, sum(bots) as counted_bots,
               toInt64(0) as slots, toInt64(0) as slot_bots
        from counts where kind > ${KIND.values} group by dimension, link, day
        union all
        select toUInt8(arrayJoin([1, 2, 3, 4, 5])) as dimension, link, intDiv(at, 96) as day, toInt64(0), toInt64(0), sum(clicks), sum(bots)
        from counts where kind = ${KIND.slot} group by dimension, link, day)
  group by dimension, link, day
  having counter <> clicks or sum(counted_bots) <> sum(slot_bots)
  order by what limit ${SHOWN}`

/** Uniques of days whose clicks are all kept against the visitors among them. */
const UNIQUES_AGAINST_CLICKS = `
  select concat('unique clicks of link ', toString(link), ' on day ', toString(day)) as what,
         sum(counted) as counter, sum(kept) as clicks
  from (select link, intDiv(at, 96) as day, sum(uniques) as counted, toInt64(0) as kept from counts
        where kind = ${KIND.slot} group by link, day
        union all
        select link, toUInt32(day), toInt64(count()), toInt64(0) from (${PEOPLE}) group by link, day
        union all
        select link, toUInt32(intDiv(at, 86400000)) as day, toInt64(0), toInt64(uniqExact(visitor)) from clicks where bot = 0 group by link, day) s
  left join (${REMOVED}) r on r.link = s.link
  group by s.link as link, s.day as day, r.slot as removed
  having removed <= day * 96 and counter <> clicks
  order by what limit ${SHOWN}`

const CHECKS = [SLOTS_AGAINST_CLICKS, TOTALS_AGAINST_SLOTS, VALUES_AGAINST_SLOTS, UNIQUES_AGAINST_CLICKS]

const sentence = ({ what, counter, clicks }: Difference): Discrepancy =>
  `${what}: counted ${counter}, but there are ${clicks}.`

interface Total {
  link: number
  clicks: number
  bots: number
}

function differences(copies: Total[], totals: Total[]): Difference[] {
  const copyOf = new Map(copies.map((copy) => [copy.link, copy]))
  const totalOf = new Map(totals.map((total) => [total.link, total]))
  return [...new Set([...copyOf.keys(), ...totalOf.keys()])].flatMap((link) => {
    const [copy, total] = [copyOf.get(link), totalOf.get(link)]
    if (copy?.clicks === total?.clicks && copy?.bots === total?.bots) return []
    return {
      what: `copy of the total of link ${link}`,
      counter: copy?.clicks ?? 0,
      clicks: total?.clicks ?? 0,
    }
  })
}

/** The SQL database's copy of the totals against the totals. */
async function copiesAgainstTotals(database: Database, db: Kysely<ClicksSchema>): Promise<Difference[]> {
  const found: Difference[] = []
  for (let after = -1; ; ) {
    const copies = await db
      .selectFrom('click_totals')
      .select(['link', 'clicks', 'bots'])
      .where('link', '>', after)
      .orderBy('link')
      .limit(PAGE)
      .execute()
    const end = copies.length < PAGE ? Number.MAX_SAFE_INTEGER : (copies.at(-1)?.link ?? 0)
    const totals = await database.study<Total>(
      `select link, sum(clicks) as clicks, sum(bots) as bots from counts
       where kind = ${KIND.total} and link > ${after} and link <= ${end} group by link`,
    )
    found.push(...differences(copies, totals))
    if (copies.length < PAGE) return found.slice(0, SHOWN)
    after = end
  }
}

async function everyDifference(database: Database, db: Kysely<ClicksSchema>): Promise<Discrepancy[]> {
  const found: Difference[] = []
  for (const check of CHECKS) found.push(...(await database.study<Difference>(check)))
  found.push(...(await copiesAgainstTotals(database, db)))
  return found.map(sentence)
}

/** What is found, and found again a while later. */
async function lasting(find: () => Promise<Discrepancy[]>): Promise<Discrepancy[]> {
  const found = await find()
  if (found.length === 0) return found
  await Bun.sleep(SETTLES)
  const again = new Set(await find())
  return found.filter((discrepancy) => again.has(discrepancy))
}

/** Compares every counter with the clicks it counts. */
export async function verifyCounters(database: Database, db: Kysely<ClicksSchema>) {
  const discrepancies = await lasting(() => everyDifference(database, db))
  const [sum] = await database.study<{ clicks: number; links: number }>(
    `select sum(clicks) as clicks, uniqExact(link) as links from counts where kind = ${KIND.total}`,
  )
  return { clicks: sum?.clicks ?? 0, links: sum?.links ?? 0, discrepancies }
}
