/** Everything that is kept of clicks, link by link and day by day, however much it is. */
import type { Kysely, Selectable } from 'kysely'
import { SLOTS_OF_DAY, utcDay } from '../../domain/moment.ts'
import type { Run } from './click-runs.ts'
import type { ClickDayValuesTable, ClickSlotsTable, ClicksSchema } from './clicks-schema.ts'
import { keyPages } from './key-pages.ts'

type Slot = Selectable<ClickSlotsTable>

/** What is kept of a link's clicks of a UTC day. */
export interface KeptDay {
  link: number
  day: number
  slots: Slot[]
  runs: Run[]
  values: ClickDayValuesTable[]
}

interface Rows<Row> {
  link: number
  day: number
  rows: Row[]
}

async function* rowsOf<Row>(pages: AsyncGenerator<Row[]>): AsyncGenerator<Row> {
  for await (const page of pages) yield* page
}

/** Rows that come in the order of links and days, put together. */
async function* byDay<Row extends { link: number }>(
  pages: AsyncGenerator<Row[]>,
  dayOf: (row: Row) => number,
): AsyncGenerator<Rows<Row>> {
  let open = null as Rows<Row> | null
  for await (const row of rowsOf(pages)) {
    const day = dayOf(row)
    if (open?.link === row.link && open.day === day) {
      open.rows.push(row)
      continue
    }
    if (open) yield open
    open = { link: row.link, day, rows: [row] }
  }
  if (open) yield open
}

/** A stream that is looked at before it is taken from. */
class Ahead<Row> {
  readonly #stream: AsyncGenerator<Rows<Row>>
  next: Rows<Row> | null = null

  constructor(stream: AsyncGenerator<Rows<Row>>) {
    this.#stream = stream
  }

  async advance(): Promise<void> {
    const { value, done } = await this.#stream.next()
    this.next = done ? null : value
  }

  /** What there is of a day. */
  async take({ link, day }: Pick<KeptDay, 'link' | 'day'>): Promise<Row[]> {
    if (this.next?.link !== link || this.next.day !== day) return []
    const { rows } = this.next
    await this.advance()
    return rows
  }
}

/** Every link and day of which anything is kept, in their order. */
export async function* keptDays(db: Kysely<ClicksSchema>): AsyncGenerator<KeptDay> {
  const slots = new Ahead(
    byDay(keyPages<Slot>(db, 'click_slots', ['link', 'slot']), ({ slot }) => Math.floor(slot / SLOTS_OF_DAY)),
  )
  const runs = new Ahead(
    byDay(keyPages<Run>(db, 'click_runs', ['link', 'last', 'n']), ({ last }) => utcDay(last)),
  )
  const values = new Ahead(
    byDay(keyPages<ClickDayValuesTable>(db, 'click_day_values', ['link', 'day', 'block']), ({ day }) => day),
  )
  const streams = [slots, runs, values]
  for (const stream of streams) await stream.advance()
  for (;;) {
    const waiting = streams.flatMap(({ next }) => next ?? [])
    const [first] = waiting.sort((a, b) => a.link - b.link || a.day - b.day)
    if (!first) return
    const { link, day } = first
    yield {
      link,
      day,
      slots: await slots.take({ link, day }),
      runs: await runs.take({ link, day }),
      values: await values.take({ link, day }),
    }
  }
}
