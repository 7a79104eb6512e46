import { expect, test } from 'bun:test'
import { Doorkeeper } from './doorkeeper.ts'

const keys = (count: number, start: string) => Array.from({ length: count }, (_, n) => `${start}${n}`)

test('what comes a second time is known, though many others came between', () => {
  const doorkeeper = new Doorkeeper()
  const [ours, others] = [keys(1_000, 'ours'), keys(10_000, 'other')]
  expect(ours.filter((key) => doorkeeper.knows(key))).toEqual([])
  for (const key of others) doorkeeper.knows(key)
  expect(ours.filter((key) => doorkeeper.knows(key)).length).toBeGreaterThan(850)
})

test('what came long ago is forgotten', () => {
  const doorkeeper = new Doorkeeper()
  doorkeeper.knows('ours')
  for (const key of keys(2_000_000, 'other')) doorkeeper.knows(key)
  expect(doorkeeper.knows('ours')).toBe(false)
})
