/** Proving in SQL that every counter equals the sum of its clicks. */
import { type Kysely, sql } from 'kysely'
import { DIMENSIONS } from '../../domain/click.ts'
import { slotOf } from '../../domain/moment.ts'
import { sumOf } from '../../domain/report.ts'
import type { Discrepancy } from '../../ports/click-store.ts'
import { clicksOf, type Run } from './click-runs.ts'
import { type KeptDay, keptDays } from './clicks-by-day.ts'
import type { ClicksSchema, WordsTable } from './clicks-schema.ts'
import { keyPages } from './key-pages.ts'
import type { StoredClick } from './stored-click.ts'
import { eachCount } from './value-blocks.ts'

type Db = Kysely<ClicksSchema>
type Words = ReadonlyMap<number, number>

const SHOWN = 100

interface Difference {
  what: string
  counter: number
  clicks: number
}

const sentence = ({ what, counter, clicks }: Difference): Discrepancy =>
  `${what}: counted ${counter}, but there are ${clicks}.`

interface Sum {
  clicks: number
  bots: number
}

const NONE: Sum = { clicks: 0, bots: 0 }

function addTo(sums: Map<number, Sum>, key: number, { clicks, bots }: Sum): void {
  const sum = sums.get(key) ?? NONE
  sums.set(key, { clicks: sum.clicks + clicks, bots: sum.bots + bots })
}

interface Found {
  slots: Map<number, Sum>
  people: Set<number>
}

/** Counts the clicks of a run. Null where it does not hold what its row says of it. */
function countRun(run: Run, { slots, people }: Found): { n: number; end: number } | null {
  const clicks = readable(run)
  if (clicks === null) return null
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { at, traits } of clicks) {
    first = Math.min(first, at)
    last = Math.max(last, at)
    addTo(slots, slotOf(at), { clicks: 1, bots: traits.bot ? 1 : 0 })
    if (!traits.bot) people.add(traits.visitor)
  }
  return first === run.first && last === run.last ? { n: run.n, end: run.n + clicks.length } : null
}

function readable(run: Run): StoredClick[] | null {
  try {
    return clicksOf(run)
  } catch {
    return null
  }
}

/** The single clicks of a day, which are too many to be held at once, and what is wrong with their rows. */
function countRuns({ link, day, runs }: KeptDay): Found & { wrong: Discrepancy[] } {
  const found: Found = { slots: new Map(), people: new Set() }
  const wrong: Discrepancy[] = []
  const places: { n: number; end: number }[] = []
  for (const run of runs) {
    const place = countRun(run, found)
    if (place) places.push(place)
    else
      wrong.push(
        `The clicks of link ${link} at position ${run.n}, on day ${day}, are not what their row says.`,
      )
  }
  places.sort((a, b) => a.n - b.n)
  for (const [index, { n, end }] of places.entries())
    if (end > (places[index + 1]?.n ?? end))
      wrong.push(`Clicks of link ${link} on day ${day} have the same positions, from ${n} on.`)
  return { ...found, wrong }
}

/** Slots against the single clicks in them: counted = kept + removed. */
function* slotsAgainstClicks(
  { link, slots }: KeptDay,
  kept: ReadonlyMap<number, Sum>,
): Generator<Difference> {
  const counted = new Map(slots.map((row) => [row.slot, row]))
  for (const slot of new Set([...counted.keys(), ...kept.keys()])) {
    const { clicks, bots, removed } = counted.get(slot) ?? { clicks: 0, bots: 0, removed: 0 }
    const found = kept.get(slot) ?? NONE
    const botsDiffer = removed > 0 ? bots < found.bots : bots !== found.bots
    if (clicks - removed !== found.clicks || botsDiffer)
      yield {
        what: `clicks of link ${link} in quarter hour ${slot}`,
        counter: clicks - removed,
        clicks: found.clicks,
      }
  }
}

/** The values of each property against the day's slots. */
function* valuesAgainstSlots({ link, day, slots, values }: KeptDay, words: Words): Generator<Difference> {
  const total = sumOf(slots)
  const sums = new Map<number, Sum>(Object.values(DIMENSIONS).map((dimension) => [dimension, NONE]))
  for (const { block, counts } of values)
    eachCount(block, counts, (word, clicks, bots) => addTo(sums, words.get(word) ?? 0, { clicks, bots }))
  for (const [dimension, { clicks, bots }] of sums)
    if (clicks !== total.clicks || bots !== total.bots)
      yield {
        what: `property ${dimension} of link ${link} on day ${day}`,
        counter: clicks,
        clicks: total.clicks,
      }
}

/** Uniques of a day whose clicks are all kept against the visitors among them. */
function* uniquesAgainstClicks({ link, day, slots }: KeptDay, people: number): Generator<Difference> {
  if (slots.some(({ removed }) => removed > 0)) return
  const { uniques } = sumOf(slots)
  if (uniques !== people)
    yield { what: `unique clicks of link ${link} on day ${day}`, counter: uniques, clicks: people }
}

function discrepanciesOf(day: KeptDay, words: Words): Discrepancy[] {
  const { slots, people, wrong } = countRuns(day)
  const differences = [
    ...slotsAgainstClicks(day, slots),
    ...valuesAgainstSlots(day, words),
    ...uniquesAgainstClicks(day, people.size),
  ]
  return [...wrong, ...differences.map(sentence)]
}

/** Totals of links against their slots. */
const totalsAgainstSlots = (db: Db) =>
  sql<Difference>`
  select 'total of link ' || coalesce(t.link, s.link) as what, coalesce(t.clicks, 0) as counter, coalesce(s.clicks, 0) as clicks
  from click_totals t
  full join (select link, sum(clicks) as clicks, sum(bots) as bots, sum(uniques) as uniques from click_slots group by link) s
    on s.link = t.link
  where t.link is null or s.link is null or t.clicks <> s.clicks or t.bots <> s.bots or t.uniques <> s.uniques
  limit ${SHOWN}`.execute(db)

/** The dimension of each word. */
async function dimensions(db: Db): Promise<Words> {
  const found = new Map<number, number>()
  for await (const page of keyPages<WordsTable & { id: number }>(db, 'words', ['id']))
    for (const { id, dimension } of page) found.set(id, dimension)
  return found
}

/** Compares every counter with the clicks it counts, all of one moment. Shows some hundred of what does not add up. */
export async function verifyCounters(db: Db) {
  const words = await dimensions(db)
  const ofTotals = (await totalsAgainstSlots(db)).rows.map(sentence)
  const ofDays: Discrepancy[] = []
  for await (const day of keptDays(db)) {
    if (ofDays.length >= SHOWN) break
    ofDays.push(...discrepanciesOf(day, words))
  }
  const discrepancies = [...ofTotals, ...ofDays]
  const sum = await db
    .selectFrom('click_totals')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('clicks'), eb.val(0)).as('clicks'),
      eb.fn.countAll<number>().as('links'),
    ])
    .executeTakeFirstOrThrow()
  return { clicks: Number(sum.clicks), links: Number(sum.links), discrepancies }
}
