import { expect, test } from 'bun:test'
import { largestShare, Share } from './shares.ts'

test('a share is used up, and says what remains of the limit', () => {
  const share = new Share({ granted: 2, beyond: 3, ends: 60_000 })
  expect(share.take(0)).toEqual({ allowed: true, remaining: 4, resetSeconds: 60 })
  expect(share.take(30_500)).toEqual({ allowed: true, remaining: 3, resetSeconds: 30 })
  expect(share.take(30_500)).toBeNull()
  share.giveBack()
  expect(share.take(59_999)).toEqual({ allowed: true, remaining: 3, resetSeconds: 1 })
})

test('where nothing is left beyond a share it refuses, until its window ends', () => {
  const share = new Share({ granted: 0, beyond: 0, ends: 1_000 })
  expect(share.take(999)).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 })
  expect(share.take(1_000)).toBeNull()
})

test('no share is more than a twentieth of the limit, and none is nothing', () => {
  expect([1, 20, 21, 600].map(largestShare)).toEqual([1, 1, 2, 30])
})
