/** Folding clicks into what is counted from them, in SQL. */
import type { Transaction } from 'kysely'
import type { Click } from '../../domain/click.ts'
import { utcDay } from '../../domain/moment.ts'
import type { SqlEngine } from './engine.ts'
import { CLICKS_OF_PART } from './part.ts'
import type { ClicksSchema, ClickVisitorsTable } from './schema.ts'
import { type CounterRows, LinkTally } from './tally.ts'
import { type TraitWords, WORD_ORDER } from './words.ts'

type Tx = Transaction<ClicksSchema>
type Seen = ClickVisitorsTable

/** Rows of counters that gather before they are written: many statements' worth, and little memory. */
const GATHERED = 8_192

/** The columns of a single click. */
export const CLICK = ['link', 'at', 'n', ...WORD_ORDER, 'bot', 'visitor'] as const
const VISITOR = ['day', 'link', 'visitor'] as const
const TOTAL = ['link', 'clicks', 'bots', 'uniques'] as const
const SLOT = ['link', 'slot', 'clicks', 'bots', 'uniques'] as const
const VALUE = ['link', 'day', 'word', 'clicks', 'bots'] as const

/** The statements of a fold, compiled once. */
function statements({ db, bulk }: SqlEngine<ClicksSchema>) {
  return {
    clicks: bulk(CLICK, (rows) => rows(db.insertInto('clicks'))),

    visitors: bulk(VISITOR, (rows) =>
      rows(db.insertInto('click_visitors'))
        .onConflict((c) => c.doNothing())
        .returning(['link', 'day', 'visitor']),
    ),

    totals: bulk(TOTAL, (rows) =>
      rows(db.insertInto('click_totals')).onConflict((c) =>
        c.column('link').doUpdateSet((eb) => ({
          clicks: eb('click_totals.clicks', '+', eb.ref('excluded.clicks')),
          bots: eb('click_totals.bots', '+', eb.ref('excluded.bots')),
          uniques: eb('click_totals.uniques', '+', eb.ref('excluded.uniques')),
        })),
      ),
    ),

    slots: bulk(SLOT, (rows) =>
      rows(db.insertInto('click_slots')).onConflict((c) =>
        c.columns(['link', 'slot']).doUpdateSet((eb) => ({
          clicks: eb('click_slots.clicks', '+', eb.ref('excluded.clicks')),
          bots: eb('click_slots.bots', '+', eb.ref('excluded.bots')),
          uniques: eb('click_slots.uniques', '+', eb.ref('excluded.uniques')),
        })),
      ),
    ),

    values: bulk(VALUE, (rows) =>
      rows(db.insertInto('click_values')).onConflict((c) =>
        c.columns(['link', 'day', 'word']).doUpdateSet((eb) => ({
          clicks: eb('click_values.clicks', '+', eb.ref('excluded.clicks')),
          bots: eb('click_values.bots', '+', eb.ref('excluded.bots')),
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
  /** A single click each: the columns of `CLICK`. */
  clicks: number[]
}

/** The rows of clicks and of what they count up to, a few hundred links at a time. */
function* counted(
  part: number,
  clicks: Click[],
  words: TraitWords,
  newcomers: ReadonlySet<Click>,
): Generator<Rows> {
  const tally = new LinkTally(words)
  let rows: Rows = { clicks: [], totals: [], slots: [], values: [] }
  for (const [n, click] of clicks.entries()) {
    const { link, at, traits } = click
    rows.clicks.push(link, at, part * CLICKS_OF_PART + n)
    for (const word of words.get(traits) ?? []) rows.clicks.push(word)
    rows.clicks.push(traits.bot ? 1 : 0, traits.visitor)
    tally.count(click, newcomers.has(click))
    if (clicks[n + 1]?.link === link) continue
    tally.empty(link, rows)
    if (rows.values.length < GATHERED * VALUE.length) continue
    yield rows
    rows = { clicks: [], totals: [], slots: [], values: [] }
  }
  yield rows
}

/**
 * Makes the fold: clicks in the order of their links, their words numbered, are kept one by one and counted, in the
 * transaction it is given. They are gone through link by link, and written every thousand links or so, so that memory holds
 * no more than that. Links go upwards, and each one's total is written before its other counters: two writers who lock
 * rows in one order never wait for each other in a circle.
 */
export function folding(engine: SqlEngine<ClicksSchema>) {
  const write = statements(engine)

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

  return async function count(tx: Tx, part: number, clicks: Click[], words: TraitWords): Promise<void> {
    for (const rows of counted(part, clicks, words, await newcomers(tx, clicks))) {
      await write.clicks(tx, rows.clicks)
      await write.totals(tx, rows.totals)
      await write.slots(tx, rows.slots)
      await write.values(tx, rows.values)
    }
  }
}
