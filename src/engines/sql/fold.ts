/** Folding clicks into what is counted from them, in SQL. */
import type { Transaction } from 'kysely'
import type { Click } from '../../domain/click.ts'
import { utcDay } from '../../domain/moment.ts'
import { type FlatRows, withRows } from './bulk.ts'
import { RUN, RunWriter } from './click-runs.ts'
import type { ClicksSchema, ClickVisitorsTable } from './clicks-schema.ts'
import type { SqlEngine } from './engine.ts'
import { CLICKS_OF_PART } from './part.ts'
import type { StoredTraits, StoredTraitsOf } from './stored-click.ts'
import { type CounterRows, LinkTally } from './tally.ts'
import { dayValues } from './value-rows.ts'

type Tx = Transaction<ClicksSchema>
type Seen = ClickVisitorsTable

/** Rows of values that gather before they are written: a few statements' worth, and little memory. */
const GATHERED = 512

const VISITOR = { day: 'integer', link: 'integer', visitor: 'integer' } as const
const TOTAL = { link: 'integer', clicks: 'integer', bots: 'integer', uniques: 'integer' } as const
const SLOT = {
  link: 'integer',
  slot: 'integer',
  clicks: 'integer',
  bots: 'integer',
  uniques: 'integer',
} as const

/** The statements of a fold, compiled once. */
function statements({ db, bulk }: SqlEngine<ClicksSchema>) {
  return {
    runs: bulk(RUN, (rows) => withRows(db.insertInto('click_runs'), RUN, rows)),

    visitors: bulk(VISITOR, (rows) =>
      withRows(db.insertInto('click_visitors'), VISITOR, rows)
        .onConflict((c) => c.doNothing())
        .returning(['link', 'day', 'visitor']),
    ),

    totals: bulk(TOTAL, (rows) =>
      withRows(db.insertInto('click_totals'), TOTAL, rows).onConflict((c) =>
        c.column('link').doUpdateSet((eb) => ({
          clicks: eb('click_totals.clicks', '+', eb.ref('excluded.clicks')),
          bots: eb('click_totals.bots', '+', eb.ref('excluded.bots')),
          uniques: eb('click_totals.uniques', '+', eb.ref('excluded.uniques')),
        })),
      ),
    ),

    slots: bulk(SLOT, (rows) =>
      withRows(db.insertInto('click_slots'), SLOT, rows).onConflict((c) =>
        c.columns(['link', 'slot']).doUpdateSet((eb) => ({
          clicks: eb('click_slots.clicks', '+', eb.ref('excluded.clicks')),
          bots: eb('click_slots.bots', '+', eb.ref('excluded.bots')),
          uniques: eb('click_slots.uniques', '+', eb.ref('excluded.uniques')),
        })),
      ),
    ),
  }
}

/** In the order of links, days and visitors. */
const byKey = (a: Seen, b: Seen) => a.link - b.link || a.day - b.day || a.visitor - b.visitor

const byVisitor = (a: Click, b: Click) =>
  a.link - b.link || utcDay(a.at) - utcDay(b.at) || a.traits.visitor - b.traits.visitor

/** The first click of each person on each link and day, among clicks in the order of their links. */
function firstClicks(clicks: Click[]): Click[] {
  const first: Click[] = []
  const seen = new Set<number>()
  let link = Number.NaN
  let day = Number.NaN
  for (const click of clicks) {
    const { bot, visitor } = click.traits
    if (click.link !== link || utcDay(click.at) !== day) seen.clear()
    link = click.link
    day = utcDay(click.at)
    if (bot || seen.has(visitor)) continue
    seen.add(visitor)
    first.push(click)
  }
  return first
}

/** Puts clicks into the order of their links; those of a link stay in their own. */
export const orderByLink = (clicks: Click[]): Click[] => clicks.sort((a, b) => a.link - b.link)

interface Rows extends CounterRows {
  /** The columns of `RUN`. */
  runs: FlatRows
}

const noRows = (): Rows => ({ runs: [], totals: [], slots: [], values: [] })

/** The rows of clicks and of what they count up to, some hundred links at a time. */
function* counted(
  part: number,
  clicks: Click[],
  stored: StoredTraitsOf,
  newcomers: ReadonlySet<Click>,
): Generator<Rows> {
  const tally = new LinkTally()
  const writer = new RunWriter()
  let rows = noRows()
  for (const [index, click] of clicks.entries()) {
    const { link, at } = click
    const traits = stored.get(click.traits) as StoredTraits
    const kept = { link, at, n: part * CLICKS_OF_PART + index, traits }
    writer.add(kept, rows.runs)
    tally.count(kept, newcomers.has(click))
    if (clicks[index + 1]?.link === link) continue
    writer.end(rows.runs)
    tally.empty(link, rows)
    if (rows.values.length < GATHERED) continue
    yield rows
    rows = noRows()
  }
  yield rows
}

/**
 * Makes the fold: clicks in the order of their links, their words numbered, are kept one by one and counted, in the
 * transaction it is given. They are gone through link by link, and written every few hundred links, so that memory holds
 * no more than that. Links go upwards, and each one's total is written before its other counters: two writers who lock
 * rows in one order never wait for each other in a circle, and who holds a link's total may read its values to write them anew.
 */
export function folding(engine: SqlEngine<ClicksSchema>) {
  const write = statements(engine)
  const addValues = dayValues(engine)

  /** The clicks whose visitor was not seen on their link that day before. */
  async function newcomers(tx: Tx, clicks: Click[]): Promise<Set<Click>> {
    const candidates = firstClicks(clicks).sort(byVisitor)
    const rows: number[] = []
    for (const { link, at, traits } of candidates) rows.push(utcDay(at), link, traits.visitor)
    const fresh = (await write.visitors(tx, rows)).sort(byKey)
    let next = 0
    return new Set(
      candidates.filter(({ link, at, traits }) => {
        const row = fresh[next]
        const isFresh = row?.link === link && row.day === utcDay(at) && row.visitor === traits.visitor
        if (isFresh) next++
        return isFresh
      }),
    )
  }

  return async function count(tx: Tx, part: number, clicks: Click[], stored: StoredTraitsOf): Promise<void> {
    for (const rows of counted(part, clicks, stored, await newcomers(tx, clicks))) {
      await write.runs(tx, rows.runs)
      await write.totals(tx, rows.totals)
      await write.slots(tx, rows.slots)
      await addValues(tx, rows.values)
    }
  }
}
