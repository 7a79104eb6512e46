import { expect, test } from 'bun:test'
import { nameOf, placesNamed, rowsOf, shardOf, shardsOf } from './shards.ts'

test('links take the places of shards in turn; a shard of twice the weight has two', () => {
  const places = [1, 2, 2]
  expect([3, 4, 5, 6].map((link) => shardOf(places, link))).toEqual([1, 2, 2, 1])
  expect(shardsOf(places)).toEqual([1, 2])
  const rows = [3, 4, 5].map((link) => ['kind', link])
  expect(rowsOf(1, places, rows, 1)).toEqual([['kind', 3]])
  expect(rowsOf(2, places, rows, 1)).toEqual([
    ['kind', 4],
    ['kind', 5],
  ])
})

test('how links were divided is read back from its name; of one shard there is none', () => {
  for (const places of [[1], [1, 2, 2]]) expect(placesNamed(nameOf(places))).toEqual(places)
  expect(nameOf([1])).toBe('')
})
