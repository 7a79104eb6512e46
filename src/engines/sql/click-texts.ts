/** Texts for the words of clicks, and words for the texts of filters. */
import type { Kysely, Selectable } from 'kysely'
import { type ClickFilters, DIMENSIONS, type Dimension } from '../../domain/click.ts'
import type { SeenClick } from '../../domain/report.ts'
import type { Choice } from './click-rows.ts'
import type { ClicksSchema, WordsTable } from './clicks-schema.ts'
import { chunksOf, isAmong } from './lists.ts'
import type { StoredClick } from './stored-click.ts'
import { WORD_ORDER } from './words.ts'

type Db = Kysely<ClicksSchema>

const WORDS_AT_ONCE = 1_000

/** The words that filters ask for, or null where one of them was never seen: then no click has it. */
export async function chosenWords(db: Db, filters: ClickFilters): Promise<Choice['words'] | null> {
  const words: (number | null)[] = []
  for (const name of WORD_ORDER) {
    const text = filters[name]
    const word = db.selectFrom('words').select('id').where('dimension', '=', DIMENSIONS[name])
    const found = text === undefined ? undefined : await word.where('text', '=', text).executeTakeFirst()
    if (text !== undefined && !found) return null
    words.push(found?.id ?? null)
  }
  return words
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
export async function seenClicks(db: Db, clicks: StoredClick[]): Promise<SeenClick[]> {
  const words = await wordsOf(db, new Set(clicks.flatMap(({ traits }) => traits.words)))
  const textOf = (id: number | undefined) => words.get(id ?? 0)?.text ?? ''
  return clicks.map(({ link, at, n, traits }) => {
    const texts = Object.fromEntries(WORD_ORDER.map((name, index) => [name, textOf(traits.words[index])]))
    return { link, at, n, ...(texts as Record<Dimension, string>), bot: traits.bot }
  })
}
