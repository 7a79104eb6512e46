import { expect, test } from 'bun:test'
import { Limiter } from './limiter.ts'
import { RecentMap } from './recent-map.ts'

test('so many are allowed in a window, then none until it ends', () => {
  const limiter = new Limiter(2, 60_000)
  expect(limiter.take('a', 0)).toEqual({ allowed: true, remaining: 1, resetSeconds: 60 })
  expect(limiter.take('a', 30_500)).toEqual({ allowed: true, remaining: 0, resetSeconds: 30 })
  expect(limiter.take('a', 59_999)).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 })
  expect(limiter.take('b', 59_999).allowed).toBe(true)
  expect(limiter.take('a', 60_000).allowed).toBe(true)
})

test('what did not count is given back', () => {
  const limiter = new Limiter(1, 1000)
  limiter.take('a', 0)
  limiter.giveBack('a', 1)
  expect(limiter.take('a', 2).allowed).toBe(true)
  limiter.giveBack('never taken', 3)
  expect(limiter.take('never taken', 4).remaining).toBe(0)
})

test('a map of recent things forgets the rest and never holds more than twice its capacity', () => {
  const map = new RecentMap<number, number>(10)
  for (let n = 0; n < 1000; n++) {
    map.set(n, n)
    map.get(0)
  }
  const held = Array.from({ length: 1000 }, (_, n) => n).filter((n) => map.get(n) !== undefined)
  expect(held).toContain(0)
  expect(held).toContain(999)
  expect(held.length).toBeLessThanOrEqual(20)
  map.delete(999)
  expect(map.get(999)).toBeUndefined()
  map.clear()
  expect(map.get(0)).toBeUndefined()
})

test('a map of recent things whose entries weigh something holds as much as they weigh', () => {
  const map = new RecentMap<number, number>(100, (_, weight) => weight)
  for (let n = 0; n < 50; n++) map.set(n, 30)
  const held = () => Array.from({ length: 50 }, (_, n) => map.get(n) ?? 0).reduce((a, b) => a + b)
  expect(held()).toBeGreaterThanOrEqual(90)
  expect(held()).toBeLessThanOrEqual(200)
  for (let n = 0; n < 50; n++) map.set(0, n)
  expect(map.get(0)).toBe(49)
  map.set(1, 500)
  expect(map.get(1)).toBe(500)
})
