/** Folding clicks into what is counted from them, in SQL. */
import type { Kysely, Transaction } from 'kysely'
import type { Click } from '../../domain/click.ts'
import { utcDay } from '../../domain/moment.ts'
import { bulk } from './bulk.ts'
import type { ClicksSchema } from './schema.ts'
import { type CounterRows, LinkTally } from './tally.ts'
import { type TraitWords, WORD_ORDER } from './words.ts'

type Tx = Transaction<ClicksSchema>

/** More than the clicks of any part: the number of a part and of a click in it make one number. */
export const CLICKS_OF_PART = 1 << 20

const CLICK = ['link', 'at', 'n', ...WORD_ORDER, 'bot', 'visitor'] as const
const VISITOR = ['day', 'link', 'visitor'] as const
const TOTAL = ['link', 'clicks', 'bots', 'uniques'] as const
const SLOT = ['link', 'slot', 'clicks', 'bots', 'uniques'] as const
const VALUE = ['link', 'day', 'word', 'clicks', 'bots'] as const

/** The statements of a fold, compiled once. */
function statements(db: Kysely<ClicksSchema>) {
  return {
    clicks: bulk(CLICK, (rows) => db.insertInto('clicks').values(rows)),

    visitors: bulk(VISITOR, (rows) =>
      db
        .insertInto('click_visitors')
        .values(rows)
        .onConflict((c) => c.doNothing())
        .returning(['link', 'day', 'visitor']),
    ),

    totals: bulk(TOTAL, (rows) =>
      db
        .insertInto('click_totals')
        .values(rows)
        .onConflict((c) =>
          c.column('link').doUpdateSet((eb) => ({
            clicks: eb('click_totals.clicks', '+', eb.ref('excluded.clicks')),
            bots: eb('click_totals.bots', '+', eb.ref('excluded.bots')),
            uniques: eb('click_totals.uniques', '+', eb.ref('excluded.uniques')),
          })),
        ),
    ),

    slots: bulk(SLOT, (rows) =>
      db
        .insertInto('click_slots')
        .values(rows)
        .onConflict((c) =>
          c.columns(['link', 'slot']).doUpdateSet((eb) => ({
            clicks: eb('click_slots.clicks', '+', eb.ref('excluded.clicks')),
            bots: eb('click_slots.bots', '+', eb.ref('excluded.bots')),
            uniques: eb('click_slots.uniques', '+', eb.ref('excluded.uniques')),
          })),
        ),
    ),

    values: bulk(VALUE, (rows) =>
      db
        .insertInto('click_values')
        .values(rows)
        .onConflict((c) =>
          c.columns(['link', 'day', 'word']).doUpdateSet((eb) => ({
            clicks: eb('click_values.clicks', '+', eb.ref('excluded.clicks')),
            bots: eb('click_values.bots', '+', eb.ref('excluded.bots')),
          })),
        ),
    ),
  }
}

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

/** People, told apart on each link and day. */
class VisitorSet {
  readonly #visitors = new Map<number, Map<number, Set<number>>>()

  add(link: number, day: number, visitor: number): void {
    const days = this.#visitors.get(link) ?? new Map<number, Set<number>>()
    const visitors = days.get(day) ?? new Set()
    this.#visitors.set(link, days.set(day, visitors.add(visitor)))
  }

  delete(link: number, day: number, visitor: number): boolean {
    return this.#visitors.get(link)?.get(day)?.delete(visitor) ?? false
  }
}

/**
 * Makes the fold: clicks in the order of their links, their words numbered, are kept one by one and counted, in the
 * transaction it is given. They are gone through link by link, so that memory holds the counts of one link at a time, and rows are written in the
 * order of their keys: two writers who lock rows in one order never wait for each other in a circle.
 */
export function folding(db: Kysely<ClicksSchema>) {
  const write = statements(db)

  /** The clicks whose visitor was not seen on their link that day before. */
  async function newcomers(tx: Tx, clicks: Click[]): Promise<Set<Click>> {
    const candidates = firstClicks(clicks).sort(byVisitor)
    const rows: number[] = []
    for (const { link, at, traits } of candidates) rows.push(utcDay(at), link, traits.visitor)
    const fresh = new VisitorSet()
    for (const { link, day, visitor } of await write.visitors(tx, rows)) fresh.add(link, day, visitor)
    return new Set(
      candidates.filter(({ link, at, traits }) => fresh.delete(link, utcDay(at), traits.visitor)),
    )
  }

  return async function count(tx: Tx, part: number, clicks: Click[], words: TraitWords): Promise<void> {
    const fresh = await newcomers(tx, clicks)
    const kept: number[] = []
    const counters: CounterRows = { totals: [], slots: [], values: [] }
    const tally = new LinkTally(words)
    for (const [n, click] of clicks.entries()) {
      const { link, at, traits } = click
      kept.push(link, at, part * CLICKS_OF_PART + n)
      for (const word of words.get(traits) ?? []) kept.push(word)
      kept.push(traits.bot ? 1 : 0, traits.visitor)
      tally.count(click, fresh.has(click))
      if (clicks[n + 1]?.link !== link) tally.empty(link, counters)
    }
    await write.clicks(tx, kept)
    await write.totals(tx, counters.totals)
    await write.slots(tx, counters.slots)
    await write.values(tx, counters.values)
  }
}
