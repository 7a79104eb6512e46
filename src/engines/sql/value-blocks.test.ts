import { expect, test } from 'bun:test'
import { addToPacked, blockOf, type Counts, eachCount, packCounts } from './value-blocks.ts'

function read(block: number, packed: Uint8Array): Counts {
  const counts: Counts = []
  eachCount(block, packed, (...count) => counts.push(...count))
  return counts
}

test('counts are the same when they are read, in any block and however large', () => {
  for (const block of [0, 1, 5_000]) {
    const first = block * 256
    expect([first, first + 255, first + 256].map(blockOf)).toEqual([block, block, block + 1])
    const counts = [first, 2 ** 50, 2 ** 49, first + 1, 1, 0, first + 255, 300, 299]
    expect(read(block, packCounts(block, counts))).toEqual(counts)
  }
  expect(read(3, packCounts(3, []))).toEqual([])
})

test('counts are added to packed ones word by word, in order', () => {
  const some = [1, 2, 1, 5, 1, 0, 9, 4, 4]
  const others = [0, 1, 0, 5, 10, 3, 12, 1, 0]
  const sum = [0, 1, 0, 1, 2, 1, 5, 11, 3, 9, 4, 4, 12, 1, 0]
  expect(read(0, addToPacked(0, packCounts(0, some), others))).toEqual(sum)
  expect(read(0, addToPacked(0, packCounts(0, others), some))).toEqual(sum)
  expect(read(0, addToPacked(0, packCounts(0, []), some))).toEqual(some)
  expect(read(0, addToPacked(0, packCounts(0, some), []))).toEqual(some)
})
