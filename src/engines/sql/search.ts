/** Searching for a part of a text, the same on every engine. */
import { type RawBuilder, sql } from 'kysely'

/** Both engines know the small letters of ASCII only. */
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** A pattern for texts that hold another; what has a meaning in patterns loses it. */
const holding = (search: string) => `%${lower(search).replace(/[!%_]/g, '!$&')}%`

/** Whether one of two columns holds a text, in any case of its letters. */
export function eitherHolds(one: string, other: string, search: string): RawBuilder<boolean> {
  const pattern = holding(search)
  return sql<boolean>`(lower(${sql.ref(one)}) like ${pattern} escape '!' or lower(${sql.ref(other)}) like ${pattern} escape '!')`
}
