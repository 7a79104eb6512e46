import { expect, test } from 'bun:test'
import { blockOf, countsOf, packCounts, sumOfCounts } from './value-blocks.ts'

const count = (word: number, clicks = 1, bots = 0) => ({ word, clicks, bots })

test('counts are the same when they are read, in any block and however large', () => {
  for (const block of [0, 1, 5_000]) {
    const first = block * 256
    const counts = [count(first, 2 ** 50, 2 ** 49), count(first + 1), count(first + 255, 300, 299)]
    expect(counts.map(({ word }) => blockOf(word))).toEqual([block, block, block])
    expect(countsOf(block, packCounts(block, counts))).toEqual(counts)
  }
  expect(countsOf(3, packCounts(3, []))).toEqual([])
})

test('counts of two lists are added word by word, in order', () => {
  const some = [count(1, 2, 1), count(5), count(9, 4, 4)]
  const others = [count(0), count(5, 10, 3), count(12)]
  const sum = [count(0), count(1, 2, 1), count(5, 11, 3), count(9, 4, 4), count(12)]
  expect(sumOfCounts(some, others)).toEqual(sum)
  expect(sumOfCounts(others, some)).toEqual(sum)
  expect(sumOfCounts([], some)).toEqual(some)
  expect(sumOfCounts(some, [])).toEqual(some)
})
