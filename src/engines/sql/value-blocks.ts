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

export function packCounts(block: number, counts: Counts): Uint8Array {
  let next = block * WORDS_OF_BLOCK
  for (let at = 0; at < counts.length; at += WIDTH) {
    const word = counts[at] as number
    writer.number(word - next)
    writer.number(counts[at + 1] as number)
    writer.number(counts[at + 2] as number)
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

/** Counts with those added that {@link packCounts} packed. */
export function withPacked(block: number, packed: Uint8Array, counts: Counts): Counts {
  const sums: Counts = []
  let next = 0
  const keepBelow = (word: number) => {
    for (; next < counts.length && (counts[next] as number) < word; next += WIDTH)
      sums.push(counts[next] as number, counts[next + 1] as number, counts[next + 2] as number)
  }
  eachCount(block, packed, (word, clicks, bots) => {
    keepBelow(word)
    const isCounted = counts[next] === word
    sums.push(
      word,
      clicks + (isCounted ? (counts[next + 1] as number) : 0),
      bots + (isCounted ? (counts[next + 2] as number) : 0),
    )
    if (isCounted) next += WIDTH
  })
  keepBelow(Number.POSITIVE_INFINITY)
  return sums
}
