/** Proving in SQL that every counter equals the sum of its clicks. */
import { type Kysely, sql } from 'kysely'
import { DIMENSIONS } from '../../domain/click.ts'
import { slotOf } from '../../domain/moment.ts'
import { sumOf } from '../../domain/report.ts'
import type { Discrepancy } from '../../ports/click-store.ts'
import { clicksOf } from './click-runs.ts'
import { type KeptDay, keptDays } from './clicks-by-day.ts'
import { keyPages } from './key-pages.ts'
import type { ClicksSchema, WordsTable } from './schema.ts'
import { eachCount } from './value-blocks.ts'

type Db = Kysely<ClicksSchema>
type Words = ReadonlyMap<number, number>

const SHOWN = 100

interface Difference {
  what: string
  counter: number
  clicks: number
}

interface Sum {
  clicks: number
  bots: number
}

const NONE: Sum = { clicks: 0, bots: 0 }

function addTo(sums: Map<number, Sum>, key: number, { clicks, bots }: Sum): void {
  const sum = sums.get(key) ?? NONE
  sums.set(key, { clicks: sum.clicks + clicks, bots: sum.bots + bots })
}

/** What a day's single clicks come to: they are too many to be held at once. */
function countRuns(runs: KeptDay['runs']) {
  const slots = new Map<number, Sum>()
  const people = new Set<number>()
  for (const run of runs)
    for (const { at, traits } of clicksOf(run)) {
      addTo(slots, slotOf(at), { clicks: 1, bots: traits.bot ? 1 : 0 })
      if (!traits.bot) people.add(traits.visitor)
    }
  return { slots, people }
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

function* differencesOf(day: KeptDay, words: Words): Generator<Difference> {
  const { slots, people } = countRuns(day.runs)
  yield* slotsAgainstClicks(day, slots)
  yield* valuesAgainstSlots(day, words)
  yield* uniquesAgainstClicks(day, people.size)
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

const sentence = ({ what, counter, clicks }: Difference): Discrepancy =>
  `${what}: counted ${counter}, but there are ${clicks}.`

/** Compares every counter with the clicks it counts, all of one moment. Shows at most a hundred differences of a kind. */
export async function verifyCounters(db: Db) {
  const words = await dimensions(db)
  const discrepancies = (await totalsAgainstSlots(db)).rows.map(sentence)
  for await (const day of keptDays(db)) {
    if (discrepancies.length >= SHOWN) break
    discrepancies.push(...[...differencesOf(day, words)].map(sentence))
  }
  const sum = await db
    .selectFrom('click_totals')
    .select((eb) => [
      eb.fn.coalesce(eb.fn.sum<number>('clicks'), eb.val(0)).as('clicks'),
      eb.fn.countAll<number>().as('links'),
    ])
    .executeTakeFirstOrThrow()
  return { clicks: Number(sum.clicks), links: Number(sum.links), discrepancies }
}
