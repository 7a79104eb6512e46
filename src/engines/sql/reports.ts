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
import type { Reports } from '../../ports/reports.ts'
import { type Choice, clickPages, EVERY, newestClicks } from './click-rows.ts'
import { singleClicks } from './click-stream.ts'
import { chosenWords, seenClicks, wordsOf } from './click-texts.ts'
import type { ClicksSchema } from './clicks-schema.ts'
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
import { newestFirst, type StoredClick } from './stored-click.ts'
import { WORD_ORDER } from './words.ts'

type Db = Kysely<ClicksSchema>
/** What comes of the counting, before words have their texts. */
interface Counted extends Pick<LinkReport, 'period' | 'timeline' | 'links'> {
  words: WordSums
  recent: StoredClick[]
}

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

const clickedOf = (links: LinkCount[]) => links.filter(({ clicks }) => clicks > 0).map(({ link }) => link)

/** The newest clicks of links. Counters tell where to look, so that only few are read however many there are. */
async function recentClicks(
  db: Db,
  links: number[],
  period: Period,
  bots: BotFilter,
): Promise<StoredClick[]> {
  let newest: StoredClick[] = []
  for (const chunk of chunksOf(links)) {
    const isSought = chunk.length > 1 || bots !== 'include'
    const enough = isSought ? await momentWith(db, RECENT, chunk, period, bots) : period.from
    const from = Math.max(enough, newest[RECENT - 1]?.at ?? period.from)
    const clicks = await newestClicks(db, chunk, { from, to: period.to }, { ...EVERY, bots }, RECENT)
    newest = [...newest, ...clicks].sort(newestFirst).slice(0, RECENT)
  }
  return newest
}

async function fromCounters(
  db: Db,
  active: LinkActivity[],
  period: Period,
  bots: BotFilter,
): Promise<Counted> {
  const sum = sumOf(active)
  const numbers = active.map(({ link }) => link)
  const links = active.map((row) => ({ link: row.link, clicks: countedOf(row, bots) }))
  return {
    period: { clicks: countedOf(sum, bots), bots: sum.bots, uniques: sum.uniques },
    timeline: await timeline(db, numbers, period, bots),
    words: await wordSums(db, active, period, bots),
    links,
    recent: await recentClicks(db, clickedOf(links), period, bots),
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
    recent: tally.recent,
  }
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
  const { words: sums, links: clicked, recent, ...figures } = counted
  return {
    totals: sumOf(totals.values()),
    ...figures,
    counts: await valueCounts(db, sums),
    links: topLinks(clicked),
    recent: await seenClicks(db, recent),
  }
}

/** Statistics kept by an SQL engine. A report is read at one moment, so that its figures agree. */
export const sqlReports = (engine: SqlEngine<ClicksSchema>): Reports => ({
  ...singleClicks(engine.db),
  totals: (links) => totalsOf(engine.db, links),
  report: (links, period, selection) => engine.snapshot((db) => report(db, links, period, selection)),
})
