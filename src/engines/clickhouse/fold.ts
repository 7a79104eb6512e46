/** Folding clicks into ClickHouse, once. */
import type { Click } from '../../domain/click.ts'
import { slotOf, utcDay } from '../../domain/moment.ts'
import type { ClickStore } from '../../ports.ts'
import { orderByLink } from '../sql/fold.ts'
import { CLICKS_OF_PART } from '../sql/part.ts'
import type { Database, Value } from './connection.ts'
import type { PartLedger } from './parts.ts'
import { KIND } from './tables.ts'
import { COUNTS, markOf, tally } from './tally.ts'

export const CLICK = [
  'link',
  'at',
  'n',
  'referrer',
  'device',
  'browser',
  'os',
  'country',
  'bot',
  'visitor',
] as const
export const VISITOR = ['day', 'link', 'visitor', 'slot'] as const

/** The partition that a click is kept in: its UTC month, as `202611`. */
const monthOf = (at: number) => Number(new Date(at).toISOString().slice(0, 7).replace('-', ''))

const clickRow = ({ link, at, traits }: Click, n: number): Value[] => [
  link,
  at,
  n,
  traits.referrer,
  traits.device,
  traits.browser,
  traits.os,
  traits.country,
  traits.bot ? 1 : 0,
  traits.visitor,
]

/** Who came, once for each link, day and quarter hour. */
function visitorRows(clicks: Click[]): Value[][] {
  const seen = new Map<string, Value[]>()
  for (const { link, at, traits } of clicks)
    if (!traits.bot) {
      const row = [utcDay(at), link, traits.visitor, slotOf(at)]
      seen.set(row.join(' '), row)
    }
  return [...seen.values()]
}

/**
 * Makes the fold. A part's blocks are the same each time and carry its id: sent again soon, they are known by that. Later
 * than ClickHouse remembers, what is in the tables tells what is missing: positions among the clicks, and the part's
 * mark, which is in the one block that counts it.
 */
export function folding(database: Database, parts: PartLedger): ClickStore['fold'] {
  async function isCounted(part: number): Promise<boolean> {
    const marks = await database.ask(
      `select link from counts where kind = ${KIND.part} and link = ${part} limit 1`,
    )
    return marks.length > 0
  }

  /** The months of which a part's clicks are there: a block is whole in each. */
  async function monthsKept(first: number): Promise<Set<number>> {
    const rows = await database.ask<{ month: number }>(
      `select distinct toYYYYMM(toDateTime(intDiv(at, 1000), 'UTC')) as month from clicks
       where n >= ${first} and n < ${first + CLICKS_OF_PART}`,
    )
    return new Set(rows.map(({ month }) => month))
  }

  async function keep(id: string, first: number, clicks: Click[], there: Set<number>): Promise<void> {
    const rows = clicks.flatMap((click, at) =>
      there.has(monthOf(click.at)) ? [] : [clickRow(click, first + at)],
    )
    await database.insert({ table: 'clicks', columns: CLICK, rows, token: id })
  }

  return async (id, clicks, now) => {
    const { number, state } = await parts.claim(id, now)
    if (state === 'counted') return false
    const ordered = orderByLink(clicks)
    const { totals, rows } = tally(ordered)
    const wasTried = state === 'tried'
    if (!wasTried || !(await isCounted(number))) {
      const first = number * CLICKS_OF_PART
      await keep(id, first, ordered, wasTried ? await monthsKept(first) : new Set())
      await database.insert({ table: 'visitors', columns: VISITOR, rows: visitorRows(ordered), token: id })
      const counts = [...rows, markOf(number, clicks.length, now)]
      await database.insert({ table: 'counts', columns: COUNTS, rows: counts, token: id })
    }
    return parts.finish(number, clicks.length, totals)
  }
}
