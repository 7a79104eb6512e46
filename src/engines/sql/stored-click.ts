/** A click as SQL keeps it: its texts are numbers of words. */
import type { Traits } from '../../domain/click.ts'

export interface StoredTraits {
  /** Numbers of words, in the order of `WORD_ORDER`. */
  words: readonly number[]
  bot: boolean
  visitor: number
}

/** What is kept in place of traits. */
export type StoredTraitsOf = ReadonlyMap<Traits, StoredTraits>

/** Clicks that are alike may share their traits. */
export interface StoredClick {
  link: number
  /** Milliseconds since 1970. */
  at: number
  /** Its position: the number of its part, and its own among the clicks of the part. */
  n: number
  traits: StoredTraits
}

type Place = Pick<StoredClick, 'at' | 'n'>

export const oldestFirst = (a: Place, b: Place) => a.at - b.at || a.n - b.n
export const newestFirst = (a: Place, b: Place) => oldestFirst(b, a)
export const byPosition = (a: Place, b: Place) => a.n - b.n
