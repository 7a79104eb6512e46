/** Single clicks in SQL: choosing them, and going through them in pages. */
import type { Kysely } from 'kysely'
import type { BotFilter } from '../../domain/click.ts'
import { clicksOf, LONGEST, MOST_OF_RUN, type Run } from './click-runs.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import { isAmong } from './lists.ts'
import { byPosition, newestFirst, oldestFirst, type StoredClick, type StoredTraits } from './stored-click.ts'

type Db = Kysely<ClicksSchema>

/** A stretch of time in milliseconds; `to` is not included. */
export interface Span {
  from: number
  to: number
}

/** A selection whose values are numbers of words; null: any. */
export interface Choice {
  bots: BotFilter
  /** In the order of `WORD_ORDER`. */
  words: readonly (number | null)[]
}

/** Every click. */
export const EVERY: Choice = { bots: 'include', words: [] }

/** A link and how many of its clicks are there to be read one by one. */
export interface KeptClicks {
  link: number
  kept: number
}

/** Clicks of a page: enough that a page costs little beside them, few enough that nobody waits for it. */
const PAGE = 4_000
/** Runs that are read at once, of one to 128 clicks each. */
const RUNS_OF_PAGE = 512
/** The same where few clicks are sought. */
const RUNS_AT_FIRST = 64

/** Whether clicks with some traits are among the bots or people that are counted. */
export const isCounted = ({ bot }: StoredTraits, bots: BotFilter): boolean =>
  bots === 'include' || bot === (bots === 'only')

const isChosen = (traits: StoredTraits, { bots, words }: Choice): boolean =>
  isCounted(traits, bots) && words.every((word, index) => word === null || word === traits.words[index])

/** The clicks of runs that lie in a stretch of time and that a choice holds. */
const chosenOf = (runs: Run[], { from, to }: Span, choice: Choice): StoredClick[] =>
  runs.flatMap((run) =>
    clicksOf(run).filter(({ at, traits }) => at >= from && at < to && isChosen(traits, choice)),
  )

/** The runs of links whose newest clicks are of a stretch of time. */
const runsEnding = (db: Db, links: number[], { from, to }: Span) =>
  db
    .selectFrom('click_runs')
    .selectAll()
    .where(isAmong('link', links))
    .where('last', '>=', from)
    .where('last', '<', to)

/** The runs of links that may have clicks in a stretch of time: what begins before its end has ended soon after. */
const runsOf = (db: Db, links: number[], { from, to }: Span) =>
  runsEnding(db, links, { from, to: to + LONGEST }).where('first', '<', to)

const byLink = (a: StoredClick, b: StoredClick) => a.link - b.link || oldestFirst(a, b)

/** The runs of a link behind one of them, in the order of their keys. */
const runsBehind = (db: Db, link: number, span: Span, { last, n }: Pick<Run, 'last' | 'n'>) =>
  runsOf(db, [link], { from: Math.max(span.from, last), to: span.to })
    .where((eb) => eb.or([eb('last', '>', last), eb('n', '>', n)]))
    .orderBy('last')
    .orderBy('n')

/** Every run of one link that may have clicks in a stretch of time, in the order of their keys: few at first, then more at a time. */
async function* runPages(db: Db, link: number, span: Span): AsyncGenerator<Run[]> {
  let behind = { last: span.from, n: -1 }
  for (let atOnce = RUNS_AT_FIRST; ; atOnce = Math.min(atOnce * 2, RUNS_OF_PAGE)) {
    const runs = await runsBehind(db, link, span, behind).limit(atOnce).execute()
    yield runs
    if (runs.length < atOnce) return
    behind = runs.at(-1) as Run
  }
}

/**
 * Of one link, the first `limit` clicks of a stretch of time that come after the click at the moment `at` with the
 * position `n`, oldest first. Runs overlap: when enough were found, those that reach back before the last of them are read too.
 */
export async function clicksBehind(
  db: Db,
  link: number,
  { from, to }: Span,
  choice: Choice,
  after: Pick<StoredClick, 'at' | 'n'>,
  limit: number,
): Promise<StoredClick[]> {
  const span = { from: Math.max(from, after.at), to }
  const behind = (runs: Run[]) =>
    chosenOf(runs, span, choice).filter((click) => oldestFirst(click, after) > 0)
  const found: StoredClick[] = []
  for await (const runs of runPages(db, link, span)) {
    found.push(...behind(runs))
    if (found.length < limit) continue
    const { at } = found.sort(oldestFirst)[limit - 1] as StoredClick
    const overlapping = runsBehind(db, link, { from: span.from, to: at + 1 }, runs.at(-1) as Run)
    found.push(...behind(await overlapping.execute()))
    break
  }
  return found.sort(oldestFirst).slice(0, limit)
}

/** The newest clicks of links in a stretch of time that a choice holds, newest first, at most `limit`. */
export async function newestClicks(
  db: Db,
  links: number[],
  span: Span,
  choice: Choice,
  limit: number,
): Promise<StoredClick[]> {
  let found: StoredClick[] = []
  for (let before = { last: span.to + LONGEST, n: 0 }; ; ) {
    const { last, n } = before
    const runs = await runsEnding(db, links, { from: span.from, to: last + 1 })
      .where('first', '<', span.to)
      .where((eb) => eb.or([eb('last', '<', last), eb('n', '<', n)]))
      .orderBy('last', 'desc')
      .orderBy('n', 'desc')
      .limit(RUNS_AT_FIRST)
      .execute()
    found = [...found, ...chosenOf(runs, span, choice)].sort(newestFirst).slice(0, limit)
    before = runs.at(-1) ?? before
    const enough = found[limit - 1]
    if (runs.length < RUNS_AT_FIRST || (enough && enough.at > before.last)) return found
  }
}

/** Clicks of links with a position above `position`, at the moment `since` or later, in the order of positions. */
export async function clicksSince(
  db: Db,
  links: number[],
  position: number,
  since: number,
  limit: number,
): Promise<StoredClick[]> {
  const span = { from: since, to: Number.MAX_SAFE_INTEGER }
  const runs = runsOf(db, links, span).where('n', '>', position - MOST_OF_RUN)
  const found = await runs
    .orderBy('n')
    .limit(limit + MOST_OF_RUN)
    .execute()
  return chosenOf(found, span, EVERY)
    .filter(({ n }) => n > position)
    .sort(byPosition)
    .slice(0, limit)
}

/** Links put together so that no group has more clicks than `most`, but where one link alone has. */
export function* batchesOf(links: KeptClicks[], most: number): Generator<number[]> {
  let batch: number[] = []
  let size = 0
  for (const { link, kept } of links) {
    if (kept === 0) continue
    if (size + kept > most && batch.length > 0) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(link)
    size += kept
  }
  if (batch.length > 0) yield batch
}

/** Every chosen click, in pages of a few thousand, in no order. */
export async function* clickPages(
  db: Db,
  links: KeptClicks[],
  span: Span,
  choice: Choice,
): AsyncGenerator<StoredClick[]> {
  for (const batch of batchesOf(links, PAGE)) {
    const [link] = batch
    if (batch.length > 1 || link === undefined)
      yield chosenOf(await runsOf(db, batch, span).execute(), span, choice)
    else for await (const runs of runPages(db, link, span)) yield chosenOf(runs, span, choice)
  }
}

/** The first clicks of links in a stretch of time that a choice holds, link by link, oldest first, at most `limit`. */
export async function firstClicks(
  db: Db,
  links: KeptClicks[],
  span: Span,
  choice: Choice,
  limit: number,
): Promise<StoredClick[]> {
  for (const batch of batchesOf(links, limit)) {
    const [link] = batch
    const clicks =
      batch.length > 1 || link === undefined
        ? chosenOf(await runsOf(db, batch, span).execute(), span, choice).sort(byLink)
        : await clicksBehind(db, link, span, choice, { at: span.from, n: -1 }, limit)
    if (clicks.length > 0) return clicks
  }
  return []
}
