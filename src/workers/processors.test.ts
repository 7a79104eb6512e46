import { expect, test } from 'bun:test'
import { processors } from './processors.ts'

test('a container has as many processors as its limit leaves it', () => {
  expect(processors('max 100000\n', 16)).toBe(16)
  expect(processors('max', 16)).toBe(16)
  expect(processors('200000 100000\n', 16)).toBe(2)
  expect(processors('150000 100000\n', 16)).toBe(2)
  expect(processors('50000 100000\n', 16)).toBe(1)
  expect(processors('3200000 100000\n', 16)).toBe(16)
  expect(processors()).toBeGreaterThan(0)
})
