/** Folding clicks into ClickHouse, once. */
import type { Click } from '../../domain/click.ts'
import { slotOf, utcDay } from '../../domain/moment.ts'
import type { ClickStore } from '../../ports/click-store.ts'
import { orderByLink } from '../sql/fold.ts'
import { CLICKS_OF_PART } from '../sql/part.ts'
import { WORD_ORDER } from '../sql/words.ts'
import type { Database, Value } from './connection.ts'
import type { PartLedger } from './parts.ts'
import { nameOf, type Places, placesNamed, placesNow, rowsOf, shardsOf } from './shards.ts'
import { KIND, type Layout, shardColumn } from './tables.ts'
import { COUNTS, markOf, tally } from './tally.ts'

/** The columns of a single click. */
export const CLICK = ['link', 'at', 'n', ...WORD_ORDER, 'bot', 'visitor'] as const
export const VISITOR = ['day', 'link', 'visitor', 'slot'] as const

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

interface Mark {
  shard: number
  places: string
}

/** A part on its way: its number, and whether somebody tried before. */
interface Part {
  id: string
  number: number
  wasTried: boolean
}

/**
 * Makes the fold. A part's blocks are the same each time and carry its id: sent again soon, they are known by that. Later
 * than ClickHouse remembers, what is in the tables tells what is missing: positions among the clicks, and the part's
 * mark, which is on each shard in the one block that counts it there. A mark tells how links were divided, too: shards
 * that were added since get nothing of that part.
 */
export function folding(database: Database, parts: PartLedger, layout: Layout): ClickStore['fold'] {
  let goneOn: Promise<void> | null = null

  async function goOn(): Promise<void> {
    const [last] = await database.ask<{ part: number }>(
      `select max(link) as part from counts where kind = ${KIND.part}`,
    )
    if (last?.part) await parts.goOnBehind(last.part)
  }

  /** No number is given twice: an SQL database that came back from a backup would know only those of its time. */
  function goOnOnce(): Promise<void> {
    goneOn ??= goOn().catch((error) => {
      goneOn = null
      throw error
    })
    return goneOn
  }

  const marksOf = (part: number) =>
    database.ask<Mark>(
      `select distinct ${shardColumn(layout)} as shard, value as places from counts
       where kind = ${KIND.part} and link = ${part}`,
    )

  /** The positions of a part's clicks that are there. */
  async function positionsKept(first: number): Promise<Set<number>> {
    const rows = await database.ask<{ n: number }>(
      `select n from clicks where n >= ${first} and n < ${first + CLICKS_OF_PART}`,
    )
    return new Set(rows.map(({ n }) => n))
  }

  async function keep({ id, number, wasTried }: Part, clicks: Click[], places: Places, shards: number[]) {
    const first = number * CLICKS_OF_PART
    const there = wasTried ? await positionsKept(first) : new Set<number>()
    const rows = clicks.flatMap((click, at) => (there.has(first + at) ? [] : [clickRow(click, first + at)]))
    const seen = visitorRows(clicks)
    for (const shard of shards) {
      const ours = { token: id, shard }
      const [kept, people] = [rowsOf(shard, places, rows, 0), rowsOf(shard, places, seen, 1)]
      await database.insert({ table: 'clicks', columns: CLICK, rows: kept, ...ours })
      await database.insert({ table: 'visitors', columns: VISITOR, rows: people, ...ours })
    }
  }

  return async (id, clicks, now) => {
    await goOnOnce()
    const { number, state } = await parts.claim(id, now)
    if (state === 'counted') return false
    const ordered = orderByLink(clicks)
    const { totals, rows } = tally(ordered)
    const part = { id, number, wasTried: state === 'tried' }
    const marks = part.wasTried ? await marksOf(number) : []
    const places = marks[0] ? placesNamed(marks[0].places) : await placesNow(database, layout)
    const missing = shardsOf(places).filter((shard) => !marks.some((mark) => mark.shard === shard))
    if (missing.length > 0) await keep(part, ordered, places, missing)
    for (const shard of missing) {
      const mark = markOf(number, { clicks: clicks.length, now, places: nameOf(places) })
      const counts = [...rowsOf(shard, places, rows, 1), mark]
      await database.insert({ table: 'counts', columns: COUNTS, rows: counts, token: id, shard })
    }
    return parts.finish(number, clicks.length, totals)
  }
}
