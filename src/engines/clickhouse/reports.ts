/** Statistics in ClickHouse: from counters where no filter is set, else counted from the clicks one by one. */
import type { BotFilter, Dimension, Selection } from '../../domain/click.ts'
import { SLOT } from '../../domain/moment.ts'
import { type Period, wholeUtcDays } from '../../domain/period.ts'
import {
  byClicks,
  type LinkReport,
  type LinkTotals,
  RECENT,
  sumOf,
  topLinks,
  type ValueCount,
} from '../../domain/report.ts'
import type { Reports } from '../../ports/reports.ts'
import type { Database } from './connection.ts'
import { among, type Choice, type ClickRow, chosen, SEEN, seen } from './rows.ts'
import { KIND } from './tables.ts'
import { VALUE_KINDS } from './tally.ts'
import { uniquesOf } from './visitors.ts'

type LinkRow = LinkTotals & { link: number }
type Counted = Pick<LinkReport, 'period' | 'timeline' | 'counts' | 'links'>
interface ValueRow extends ValueCount {
  kind: number
}

const COUNTED = { include: 'sum(clicks)', exclude: 'sum(clicks - bots)', only: 'sum(bots)' } as const
const SINGLE = { include: 'count()', exclude: 'countIf(bot = 0)', only: 'countIf(bot = 1)' } as const
const countedOf = ({ clicks, bots }: LinkRow, filter: BotFilter) =>
  ({ include: clicks, exclude: clicks - bots, only: bots })[filter]

/** The totals of links for all time. */
export async function totalsOf(database: Database, links: number[]): Promise<Map<number, LinkTotals>> {
  if (links.length === 0) return new Map()
  const [rows, uniques] = await Promise.all([
    database.ask<LinkRow>(
      `select link, sum(clicks) as clicks, sum(bots) as bots, sum(uniques) as uniques from counts
       where kind = ${KIND.total} and ${among(links)} group by link`,
    ),
    uniquesOf(database, links, null),
  ])
  return new Map(
    rows.map(({ link, ...counts }) => [
      link,
      { ...counts, uniques: counts.uniques + (uniques.get(link) ?? 0) },
    ]),
  )
}

/** The clicks of each bucket, from rows that name its first quarter hour. */
function timelineOf({ buckets }: Period, rows: { bucket: number; clicks: number }[]): number[] {
  const clicks = new Map(rows.map(({ bucket, clicks: n }) => [bucket, n]))
  return buckets.map(({ from }) => clicks.get(from) ?? 0)
}

/** What tells buckets apart, of quarter hours. */
const bucketOf = ({ buckets }: Period, slot: string) =>
  `roundDown(${slot}, [${buckets.map(({ from }) => from).join(', ')}])`

/** The values of each property, most clicked first. */
function valueCounts(rows: ValueRow[]): LinkReport['counts'] {
  const sums = new Map<number, Map<string, number>>(VALUE_KINDS.map(([, kind]) => [kind, new Map()]))
  for (const { kind, value, clicks } of rows) {
    const values = sums.get(kind)
    values?.set(value, (values.get(value) ?? 0) + clicks)
  }
  const ofKind = (kind: number) =>
    [...(sums.get(kind) ?? [])]
      .map(([value, clicks]) => ({ value, clicks }))
      .filter(({ clicks }) => clicks > 0)
      .sort(byClicks)
  return Object.fromEntries(VALUE_KINDS.map(([name, kind]) => [name, ofKind(kind)])) as Record<
    Dimension,
    ValueCount[]
  >
}

const PROPERTIES = VALUE_KINDS.map(([name, kind]) => `(${kind}, toString(${name}))`).join(', ')

/** Clicks of each value, from single clicks. */
const valuesOfClicks = (database: Database, { where, values }: Choice): Promise<ValueRow[]> =>
  database.ask<ValueRow>(
    `select property.1 as kind, property.2 as value, count() as clicks from clicks
     array join [${PROPERTIES}] as property where ${where} group by kind, value`,
    values,
  )

/** Whole UTC days from counters, the pieces of days at a period's ends from single clicks. */
async function valuesOf(
  database: Database,
  links: number[],
  period: Period,
  bots: BotFilter,
): Promise<ValueRow[]> {
  const { days, pieces } = wholeUtcDays(period)
  const ofDays = days
    ? database.ask<ValueRow>(
        `select kind, value, ${COUNTED[bots]} as clicks from counts
         where kind > ${KIND.values} and ${among(links)} and at >= ${days.from} and at < ${days.to}
         group by kind, value having clicks > 0`,
      )
    : []
  const ofPieces = pieces.map(([from, to]) =>
    valuesOfClicks(database, chosen(links, { from, to }, { bots, filters: {} })),
  )
  return (await Promise.all([ofDays, ...ofPieces])).flat()
}

async function fromCounters(
  database: Database,
  links: number[],
  period: Period,
  bots: BotFilter,
): Promise<Counted> {
  const slots = `kind = ${KIND.slot} and ${among(links)} and at >= ${period.from / SLOT} and at < ${period.to / SLOT}`
  const [active, uniques, buckets, values] = await Promise.all([
    database.ask<LinkRow>(
      `select link, sum(clicks) as clicks, sum(bots) as bots, sum(uniques) as uniques from counts
       where ${slots} group by link`,
    ),
    uniquesOf(database, links, period),
    database.ask<{ bucket: number; clicks: number }>(
      `select ${bucketOf(period, 'at')} as bucket, ${COUNTED[bots]} as clicks from counts
       where ${slots} group by bucket`,
    ),
    valuesOf(database, links, period, bots),
  ])
  const sum = sumOf(active)
  return {
    period: {
      clicks: { include: sum.clicks, exclude: sum.clicks - sum.bots, only: sum.bots }[bots],
      bots: sum.bots,
      uniques: sum.uniques + [...uniques.values()].reduce((a, b) => a + b, 0),
    },
    timeline: timelineOf(period, buckets),
    counts: valueCounts(values),
    links: topLinks(active.map((row) => ({ link: row.link, clicks: countedOf(row, bots) }))),
  }
}

async function fromClicks(
  database: Database,
  links: number[],
  period: Period,
  selection: Selection,
): Promise<Counted> {
  const { where, values } = chosen(links, period, { ...selection, bots: 'include' })
  const counted = SINGLE[selection.bots]
  const [active, buckets, properties] = await Promise.all([
    database.ask<{ link: number; clicks: number; bots: number }>(
      `select link, ${counted} as clicks, countIf(bot = 1) as bots from clicks where ${where} group by link`,
      values,
    ),
    database.ask<{ bucket: number; clicks: number }>(
      `select ${bucketOf(period, `toUInt32(intDiv(at, ${SLOT}))`)} as bucket, ${counted} as clicks from clicks
       where ${where} group by bucket`,
      values,
    ),
    valuesOfClicks(database, chosen(links, period, selection)),
  ])
  const sum = sumOf(active.map((row) => ({ ...row, uniques: 0 })))
  return {
    period: { clicks: sum.clicks, bots: sum.bots, uniques: null },
    timeline: timelineOf(period, buckets),
    counts: valueCounts(properties),
    links: topLinks(active.map(({ link, clicks }) => ({ link, clicks }))),
  }
}

async function recentOf(database: Database, links: number[], period: Period, selection: Selection) {
  const { where, values } = chosen(links, period, selection)
  const rows = await database.ask<ClickRow>(
    `select ${SEEN} from clicks where ${where} order by at desc, n desc limit ${RECENT}`,
    values,
  )
  return seen(rows)
}

const NOTHING = (period: Period, isFiltered: boolean): Counted => ({
  period: { clicks: 0, bots: 0, uniques: isFiltered ? null : 0 },
  timeline: period.buckets.map(() => 0),
  counts: valueCounts([]),
  links: [],
})

/** The statistics of links. Its questions are asked side by side: clicks that are counted between two are in one only. */
export const reporting =
  (database: Database): Reports['report'] =>
  async (links, period, selection) => {
    const isFiltered = Object.values(selection.filters).some((text) => text !== undefined)
    const totals = await totalsOf(database, links)
    const clicked = [...totals.keys()]
    if (clicked.length === 0 || period.buckets.length === 0)
      return { totals: sumOf(totals.values()), ...NOTHING(period, isFiltered), recent: [] }
    const [counted, recent] = await Promise.all([
      isFiltered
        ? fromClicks(database, clicked, period, selection)
        : fromCounters(database, clicked, period, selection.bots),
      recentOf(database, clicked, period, selection),
    ])
    return { totals: sumOf(totals.values()), ...counted, recent }
  }
