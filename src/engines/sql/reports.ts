/** Statistics in SQL: from counters where no filter is set, else counted from the clicks one by one. */
import type { Kysely } from 'kysely'
import { type BotFilter, DIMENSIONS, type Dimension, type Selection } from '../../domain/click.ts'
import type { Period } from '../../domain/period.ts'
import {
  byClicks,
  type LinkCount,
  type LinkReport,
  type LinkTotals,
  RECENT,
  sumOf,
  topLinks,
} from '../../domain/report.ts'
import type { Reports } from '../../ports.ts'
import {
  type Choice,
  type ClickRow,
  chosenClicks,
  chosenWords,
  clickPages,
  seenClicks,
  wordsOf,
} from './click-rows.ts'
import { singleClicks } from './click-stream.ts'
import type { SqlEngine } from './engine.ts'
import { chunksOf, isAmong } from './lists.ts'
import { ClickTally } from './report-clicks.ts'
import {
  activity,
  countedOf,
  type LinkActivity,
  momentWith,
  timeline,
  type WordSums,
  wordSums,
} from './report-counters.ts'
import type { ClicksSchema } from './schema.ts'
import { WORD_ORDER } from './words.ts'

type Db = Kysely<ClicksSchema>
/** What comes of the counting, before words have their texts. */
type Counted = Pick<LinkReport, 'period' | 'timeline'> & { words: WordSums; links: LinkCount[] }

const newestFirst = (a: ClickRow, b: ClickRow) => b.at - a.at || b.n - a.n

async function totalsOf(db: Db, links: number[]): Promise<Map<number, LinkTotals>> {
  const totals = new Map<number, LinkTotals>()
  for (const chunk of chunksOf(links)) {
    const rows = await db.selectFrom('click_totals').selectAll().where(isAmong('link', chunk)).execute()
    for (const { link, ...counts } of rows) totals.set(link, counts)
  }
  return totals
}

async function valueCounts(db: Db, sums: WordSums): Promise<LinkReport['counts']> {
  const words = await wordsOf(db, sums.keys())
  const ofDimension = (name: Dimension) =>
    [...words.values()]
      .filter(({ dimension }) => dimension === DIMENSIONS[name])
      .map(({ id, text }) => ({ value: text, clicks: sums.get(id) ?? 0 }))
      .filter(({ clicks }) => clicks > 0)
      .sort(byClicks)
  return Object.fromEntries(WORD_ORDER.map((name) => [name, ofDimension(name)])) as LinkReport['counts']
}

async function fromCounters(
  db: Db,
  active: LinkActivity[],
  period: Period,
  bots: BotFilter,
): Promise<Counted> {
  const sum = sumOf(active)
  const numbers = active.map(({ link }) => link)
  return {
    period: { clicks: countedOf(sum, bots), bots: sum.bots, uniques: sum.uniques },
    timeline: await timeline(db, numbers, period, bots),
    words: await wordSums(db, active, period, bots),
    links: active.map((row) => ({ link: row.link, clicks: countedOf(row, bots) })),
  }
}

async function fromClicks(db: Db, active: LinkActivity[], period: Period, choice: Choice): Promise<Counted> {
  const tally = new ClickTally(period, choice.bots)
  for await (const page of clickPages(db, active, period, { ...choice, bots: 'include' })) tally.add(page)
  return {
    period: { clicks: tally.timeline.reduce((a, b) => a + b, 0), bots: tally.bots, uniques: null },
    timeline: tally.timeline,
    words: tally.words,
    links: [...tally.links].map(([link, clicks]) => ({ link, clicks })),
  }
}

/** The newest clicks of links. Counters tell where to look, so that only few are read however many there are. */
async function recentClicks(db: Db, links: number[], period: Period, choice: Choice): Promise<ClickRow[]> {
  let newest: ClickRow[] = []
  for (const chunk of chunksOf(links)) {
    const isSought = chunk.length > 1 && choice.words.length === 0
    const enough = isSought ? await momentWith(db, RECENT, chunk, period, choice.bots) : period.from
    const from = Math.max(enough, newest[RECENT - 1]?.at ?? period.from)
    const clicks = chosenClicks(db, chunk, { from, to: period.to }, choice)
    const rows = await clicks.orderBy('at', 'desc').orderBy('n', 'desc').limit(RECENT).execute()
    newest = [...newest, ...rows].sort(newestFirst).slice(0, RECENT)
  }
  return newest
}

async function report(
  db: Db,
  links: number[],
  period: Period,
  { bots, filters }: Selection,
): Promise<LinkReport> {
  const totals = await totalsOf(db, links)
  const words = await chosenWords(db, filters)
  const active = words ? await activity(db, [...totals.keys()], period) : []
  const choice = { bots, words: words ?? [] }
  const isFiltered = Object.values(filters).some((text) => text !== undefined)
  const counted = isFiltered
    ? await fromClicks(db, active, period, choice)
    : await fromCounters(db, active, period, bots)
  const clicked = counted.links.filter(({ clicks }) => clicks > 0)
  const clickedLinks = clicked.map(({ link }) => link)
  return {
    totals: sumOf(totals.values()),
    period: counted.period,
    timeline: counted.timeline,
    counts: await valueCounts(db, counted.words),
    links: topLinks(clicked),
    recent: await seenClicks(db, await recentClicks(db, clickedLinks, period, choice)),
  }
}

/** Statistics kept by an SQL engine. A report is read at one moment, so that its figures agree. */
export const sqlReports = (engine: SqlEngine<ClicksSchema>): Reports => ({
  ...singleClicks(engine.db),
  totals: (links) => totalsOf(engine.db, links),
  report: (links, period, selection) => engine.snapshot((db) => report(db, links, period, selection)),
})
