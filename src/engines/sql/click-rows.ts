/** Single clicks in SQL: choosing them, going through them in pages, and giving their words back their texts. */
import type { Kysely, Selectable } from 'kysely'
import type { BotFilter, ClickFilters, Dimension } from '../../domain/click.ts'
import { DIMENSIONS } from '../../domain/click.ts'
import type { SeenClick } from '../../domain/report.ts'
import { chunksOf, isAmong } from './lists.ts'
import type { ClicksSchema, ClicksTable, WordsTable } from './schema.ts'
import { WORD_ORDER } from './words.ts'

type Db = Kysely<ClicksSchema>

/** A stretch of time in milliseconds; `to` is not included. */
export interface Span {
  from: number
  to: number
}

export type ClickRow = Omit<Selectable<ClicksTable>, 'visitor'>

/** A selection whose values are numbers of words. */
export interface Choice {
  bots: BotFilter
  words: readonly (readonly [Dimension, number])[]
}

/** A link and how many of its clicks are there to be read one by one. */
export interface KeptClicks {
  link: number
  kept: number
}

const COLUMNS = ['link', 'at', 'n', 'bot', ...WORD_ORDER] as const
/** Rows of a page: enough that a page costs little beside its rows, few enough that nobody waits for it. */
const PAGE = 4_000
const WORDS_AT_ONCE = 1_000

/** The words that filters ask for, or null where one of them was never seen: then no click has it. */
export async function chosenWords(db: Db, filters: ClickFilters): Promise<Choice['words'] | null> {
  const words: [Dimension, number][] = []
  for (const name of WORD_ORDER) {
    const text = filters[name]
    if (text === undefined) continue
    const word = db.selectFrom('words').select('id').where('dimension', '=', DIMENSIONS[name])
    const found = await word.where('text', '=', text).executeTakeFirst()
    if (!found) return null
    words.push([name, found.id])
  }
  return words
}

/** The clicks of links in a stretch of time that a choice holds. */
export function chosenClicks(db: Db, links: number[], { from, to }: Span, { bots, words }: Choice) {
  let clicks = db.selectFrom('clicks').select(COLUMNS).where(isAmong('link', links))
  clicks = clicks.where('at', '>=', from).where('at', '<', to)
  if (bots !== 'include') clicks = clicks.where('bot', '=', bots === 'only' ? 1 : 0)
  for (const [name, word] of words) clicks = clicks.where(name, '=', word)
  return clicks
}

/** Of one link, those that come after a click at the moment `at` with the position `n`, oldest first. */
export const clicksBehind = (
  db: Db,
  link: number,
  span: Span,
  choice: Choice,
  { at, n }: { at: number; n: number },
) =>
  chosenClicks(db, [link], { ...span, from: Math.max(span.from, at) }, choice)
    .where((eb) => eb.or([eb('at', '>', at), eb('n', '>', n)]))
    .orderBy('at')
    .orderBy('n')

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

async function* pagesOfLink(db: Db, link: number, span: Span, choice: Choice): AsyncGenerator<ClickRow[]> {
  for (let last = { at: span.from, n: -1 }; ; ) {
    const page = await clicksBehind(db, link, span, choice, last).limit(PAGE).execute()
    yield page
    if (page.length < PAGE) return
    last = page.at(-1) as ClickRow
  }
}

/** Every chosen click, in pages of a few thousand. */
export async function* clickPages(
  db: Db,
  links: KeptClicks[],
  span: Span,
  choice: Choice,
): AsyncGenerator<ClickRow[]> {
  for (const batch of batchesOf(links, PAGE))
    if (batch.length === 1) yield* pagesOfLink(db, batch[0] as number, span, choice)
    else yield await chosenClicks(db, batch, span, choice).execute()
}

/** Words by their numbers. */
export async function wordsOf(db: Db, ids: Iterable<number>): Promise<Map<number, Selectable<WordsTable>>> {
  const words = new Map<number, Selectable<WordsTable>>()
  for (const chunk of chunksOf([...ids], WORDS_AT_ONCE))
    for (const word of await db.selectFrom('words').selectAll().where(isAmong('id', chunk)).execute())
      words.set(word.id, word)
  return words
}

/** Clicks with their texts in place of numbers. */
export async function seenClicks(db: Db, rows: ClickRow[]): Promise<SeenClick[]> {
  const words = await wordsOf(db, new Set(rows.flatMap((row) => WORD_ORDER.map((name) => row[name]))))
  const textOf = (id: number) => words.get(id)?.text ?? ''
  return rows.map(({ link, at, n, bot, referrer, device, browser, os, country }) => ({
    link,
    at,
    n,
    referrer: textOf(referrer),
    device: textOf(device),
    browser: textOf(browser),
    os: textOf(os),
    country: textOf(country),
    bot: bot === 1,
  }))
}
