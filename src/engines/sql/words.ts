/** Words in SQL: each value that clicks have is written once, and known by a number ever after. */
import type { Kysely } from 'kysely'
import { DIMENSIONS, type Dimension, type Traits } from '../../domain/click.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import type { StoredTraits, StoredTraitsOf } from './stored-click.ts'

const MOST_REMEMBERED = 50_000
const AT_ONCE = 200

/** The order in which the words of a click are numbered. */
export const WORD_ORDER = Object.keys(DIMENSIONS) as Dimension[]

type Numbers = Map<string, number>

/** Makes a function that numbers the words of traits, new words included. */
export function wordBook(db: Kysely<ClicksSchema>) {
  /** Words are never removed, so that what is remembered holds for ever. */
  const known = new Map<Dimension, Numbers>(WORD_ORDER.map((name) => [name, new Map()]))

  async function learn(name: Dimension, numbers: Numbers, texts: string[]): Promise<void> {
    const dimension = DIMENSIONS[name]
    const rows = texts.map((text) => ({ dimension, text }))
    await db
      .insertInto('words')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute()
    const query = db.selectFrom('words').select(['id', 'text']).where('dimension', '=', dimension)
    for (const { id, text } of await query.where('text', 'in', texts).execute()) numbers.set(text, id)
  }

  /** Has every word of a dimension known that these traits have. */
  async function know(name: Dimension, numbers: Numbers, all: Iterable<Traits>): Promise<void> {
    if (numbers.size > MOST_REMEMBERED) numbers.clear()
    const unknown = new Set<string>()
    for (const traits of all) if (!numbers.has(traits[name])) unknown.add(traits[name])
    const texts = [...unknown].sort()
    for (let at = 0; at < texts.length; at += AT_ONCE)
      await learn(name, numbers, texts.slice(at, at + AT_ONCE))
  }

  return async function number(all: ReadonlySet<Traits>): Promise<StoredTraitsOf> {
    for (const [name, numbers] of known) await know(name, numbers, all)
    const dimensions = [...known]
    const stored = new Map<Traits, StoredTraits>()
    for (const traits of all) {
      const words = dimensions.map(([name, numbers]) => numbers.get(traits[name]) as number)
      stored.set(traits, { words, bot: traits.bot, visitor: traits.visitor })
    }
    return stored
  }
}
