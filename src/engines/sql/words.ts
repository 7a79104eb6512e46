/** Words in SQL: each value that clicks have is written once, and known by a number ever after. */
import type { Kysely } from 'kysely'
import { type Click, DIMENSIONS, type Dimension } from '../../domain/click.ts'
import type { ClicksSchema } from './schema.ts'

const MOST_REMEMBERED = 50_000
const AT_ONCE = 200

/** The order in which the words of a click are numbered. */
export const WORD_ORDER = Object.keys(DIMENSIONS) as Dimension[]

type Numbers = Map<string, number>

/** Makes a function that numbers the words of clicks, new words included: five numbers a click, flat. */
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

  /** The numbers of a dimension, with those of all the clicks' words among them. */
  async function numbersOf(name: Dimension, clicks: Click[]): Promise<Numbers> {
    const numbers = known.get(name) as Numbers
    if (numbers.size > MOST_REMEMBERED) numbers.clear()
    const unknown = new Set<string>()
    for (const click of clicks) if (!numbers.has(click[name])) unknown.add(click[name])
    const texts = [...unknown].sort()
    for (let at = 0; at < texts.length; at += AT_ONCE)
      await learn(name, numbers, texts.slice(at, at + AT_ONCE))
    return numbers
  }

  return async function number(clicks: Click[]): Promise<number[]> {
    const flat = new Array<number>(clicks.length * WORD_ORDER.length)
    for (const [offset, name] of WORD_ORDER.entries()) {
      const numbers = await numbersOf(name, clicks)
      let at = offset
      for (const click of clicks) {
        flat[at] = numbers.get(click[name]) as number
        at += WORD_ORDER.length
      }
    }
    return flat
  }
}
