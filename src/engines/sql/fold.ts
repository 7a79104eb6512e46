/** Folding clicks into what is counted from them, in SQL. */
import type { Kysely, Transaction } from 'kysely'
import { type Click, DIMENSIONS, type Dimension } from '../../domain/click.ts'
import { slotOf, utcDay } from '../../domain/moment.ts'
import { bulk } from './bulk.ts'
import type { ClicksSchema } from './schema.ts'

type Tx = Transaction<ClicksSchema>
const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[]

/** Rows of a table, told apart by a text made of their key, each made once and then counted up. */
class Tally<Row> {
  readonly #rows = new Map<string, Row>()

  row(key: string, make: () => Row): Row {
    let row = this.#rows.get(key)
    if (row === undefined) {
      row = make()
      this.#rows.set(key, row)
    }
    return row
  }

  /** In the order of their keys: two writers who lock rows in one order never wait for each other in a circle. */
  rows(): Row[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }
}

interface Counts {
  clicks: number
  bots: number
}

const count = (counts: Counts, click: Click) => {
  counts.clicks++
  if (click.bot) counts.bots++
}

const keptRow = (click: Click) => ({
  link: click.link,
  at: click.at,
  referrer: click.referrer,
  device: click.device as string,
  browser: click.browser,
  os: click.os,
  country: click.country,
  bot: click.bot ? 1 : 0,
  visitor: click.visitor,
})

const slotRow = (click: Click) => ({
  link: click.link,
  slot: slotOf(click.at),
  clicks: 0,
  bots: 0,
  uniques: 0,
})
const totalRow = (click: Click) => ({ link: click.link, clicks: 0, bots: 0, uniques: 0 })
const visitorRow = (click: Click) => ({ day: utcDay(click.at), link: click.link, visitor: click.visitor })
const valueRow = (click: Click, dimension: Dimension) => ({
  link: click.link,
  day: utcDay(click.at),
  dimension: DIMENSIONS[dimension] as number,
  value: click[dimension] as string,
  clicks: 0,
  bots: 0,
})

type VisitorRow = ReturnType<typeof visitorRow>
const visitorKey = (row: VisitorRow) => `${row.day} ${row.link} ${row.visitor}`

/** The statements of a fold, compiled once. */
export function folding(db: Kysely<ClicksSchema>) {
  const insertClicks = bulk((rows: ReturnType<typeof keptRow>[]) => db.insertInto('clicks').values(rows))

  const insertVisitors = bulk((rows: VisitorRow[]) =>
    db
      .insertInto('click_visitors')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .returning(['day', 'link', 'visitor']),
  )

  const addSlots = bulk((rows: ReturnType<typeof slotRow>[]) =>
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
  )

  const addValues = bulk((rows: ReturnType<typeof valueRow>[]) =>
    db
      .insertInto('click_values')
      .values(rows)
      .onConflict((c) =>
        c.columns(['link', 'dimension', 'day', 'value']).doUpdateSet((eb) => ({
          clicks: eb('click_values.clicks', '+', eb.ref('excluded.clicks')),
          bots: eb('click_values.bots', '+', eb.ref('excluded.bots')),
        })),
      ),
  )

  const addTotals = bulk((rows: ReturnType<typeof totalRow>[]) =>
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
  )

  /** The clicks that were the first of their visitor on their link that day. */
  async function firstClicks(tx: Tx, clicks: Click[]): Promise<Click[]> {
    const first = new Map<string, Click>()
    for (const click of clicks) {
      const key = visitorKey(visitorRow(click))
      if (!click.bot && !first.has(key)) first.set(key, click)
    }
    const candidates = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, click]) => visitorRow(click))
    const fresh = await insertVisitors(tx, candidates)
    return fresh.map((row) => first.get(visitorKey(row as VisitorRow)) as Click)
  }

  return async function fold(tx: Tx, clicks: Click[]): Promise<void> {
    const slots = new Tally<ReturnType<typeof slotRow>>()
    const totals = new Tally<ReturnType<typeof totalRow>>()
    const valueTallies = new Tally<ReturnType<typeof valueRow>>()
    const slotFor = (click: Click) => slots.row(`${click.link} ${slotOf(click.at)}`, () => slotRow(click))
    const totalFor = (click: Click) => totals.row(`${click.link}`, () => totalRow(click))

    for (const click of clicks) {
      count(slotFor(click), click)
      count(totalFor(click), click)
      const day = utcDay(click.at)
      for (const name of DIMENSION_NAMES)
        count(
          valueTallies.row(`${click.link} ${day} ${DIMENSIONS[name]} ${click[name]}`, () =>
            valueRow(click, name),
          ),
          click,
        )
    }
    for (const click of await firstClicks(tx, clicks)) {
      slotFor(click).uniques++
      totalFor(click).uniques++
    }
    await insertClicks(tx, clicks.map(keptRow))
    await addTotals(tx, totals.rows())
    await addSlots(tx, slots.rows())
    await addValues(tx, valueTallies.rows())
  }
}
