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

/** What clicks with a word come to. */
export interface WordCount {
  word: number
  clicks: number
  bots: number
}

export const blockOf = (word: number) => Math.floor(word / WORDS_OF_BLOCK)

const writer = new ByteWriter()

/** Packs the counts of one block, in the order of their words. */
export function packCounts(block: number, counts: WordCount[]): Uint8Array {
  let next = block * WORDS_OF_BLOCK
  for (const { word, clicks, bots } of counts) {
    writer.number(word - next)
    writer.number(clicks)
    writer.number(bots)
    next = word + 1
  }
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

/** The counts that {@link packCounts} packed. */
export function countsOf(block: number, packed: Uint8Array): WordCount[] {
  const counts: WordCount[] = []
  eachCount(block, packed, (word, clicks, bots) => counts.push({ word, clicks, bots }))
  return counts
}

/** Counts of two lists, both in the order of their words, as one. */
export function sumOfCounts(some: WordCount[], others: WordCount[]): WordCount[] {
  const sums: WordCount[] = []
  let next = 0
  for (const count of some) {
    while (next < others.length && (others[next] as WordCount).word < count.word)
      sums.push(others[next++] as WordCount)
    const other = others[next]
    if (other?.word === count.word) {
      sums.push({ word: count.word, clicks: count.clicks + other.clicks, bots: count.bots + other.bots })
      next++
    } else sums.push(count)
  }
  return [...sums, ...others.slice(next)]
}
