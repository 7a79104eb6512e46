/**
 * Counts of values as rows: for a link and a UTC day, each block of 256 words has one row, in which the words that clicks
 * had stand with their counts. So a day is a handful of rows, and a row stays small however many referrers there are.
 */
import { ByteReader, ByteWriter } from './bytes.ts'

/** Words of a block. */
const WORDS_OF_BLOCK = 256

export interface ValueBlock {
  link: number
  /** Since 1970. */
  day: number
  block: number
}

/** The columns of a row, its key first. */
export const VALUES = { link: 'integer', day: 'integer', block: 'integer', counts: 'bytes' } as const

/** Counts of words of one block, flat: word, clicks, bots of each, in the order of the words. */
export type Counts = number[]
const WIDTH = 3

export const blockOf = (word: number) => Math.floor(word / WORDS_OF_BLOCK)

const writer = new ByteWriter()

/** Writes the counts of words, each as its distance from the one before. */
class CountWriter {
  #next: number

  constructor(block: number) {
    this.#next = block * WORDS_OF_BLOCK
  }

  add(word: number, clicks: number, bots: number): void {
    writer.number(word - this.#next)
    writer.number(clicks)
    writer.number(bots)
    this.#next = word + 1
  }
}

export function packCounts(block: number, counts: Counts): Uint8Array {
  const to = new CountWriter(block)
  for (let at = 0; at < counts.length; at += WIDTH)
    to.add(counts[at] as number, counts[at + 1] as number, counts[at + 2] as number)
  return writer.take()
}

/** Hears of the counts that {@link packCounts} packed, word by word. */
export function eachCount(
  block: number,
  packed: Uint8Array,
  hear: (word: number, clicks: number, bots: number) => void,
): void {
  const bytes = new ByteReader(packed)
  for (let next = block * WORDS_OF_BLOCK; !bytes.isAtEnd; ) {
    const word = next + bytes.number()
    hear(word, bytes.number(), bytes.number())
    next = word + 1
  }
}

/** Adds counts to those that {@link packCounts} packed. */
export function addToPacked(block: number, packed: Uint8Array, counts: Counts): Uint8Array {
  const to = new CountWriter(block)
  let next = 0
  const addBelow = (word: number) => {
    for (; next < counts.length && (counts[next] as number) < word; next += WIDTH)
      to.add(counts[next] as number, counts[next + 1] as number, counts[next + 2] as number)
  }
  eachCount(block, packed, (word, clicks, bots) => {
    if ((counts[next] as number) < word) addBelow(word)
    if (counts[next] === word) {
      to.add(word, clicks + (counts[next + 1] as number), bots + (counts[next + 2] as number))
      next += WIDTH
    } else to.add(word, clicks, bots)
  })
  addBelow(Number.POSITIVE_INFINITY)
  return writer.take()
}
