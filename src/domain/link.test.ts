import { expect, test } from 'bun:test'
import { decide, expiryProblem, passwordProblem } from './link.ts'

const route = { pk: 1, target: 'https://example.com/', passwordHash: null, expiresAt: null }
const NOW = Date.UTC(2026, 1, 28, 12)

test('a link goes until its moment, and expires at it', () => {
  expect(decide(route, NOW)).toBe('go')
  expect(decide({ ...route, expiresAt: NOW + 1 }, NOW)).toBe('go')
  expect(decide({ ...route, expiresAt: NOW }, NOW)).toBe('expired')
})

test('a password gates a link; expired it asks for none', () => {
  expect(decide({ ...route, passwordHash: 'h' }, NOW)).toBe('gated')
  expect(decide({ ...route, passwordHash: 'h', expiresAt: NOW }, NOW)).toBe('expired')
})

test('an expiry lies in the future, at most ten years by the calendar', () => {
  expect(expiryProblem(NOW, NOW)).toContain('future')
  expect(expiryProblem(NOW + 1, NOW)).toBeNull()
  expect(expiryProblem(Date.UTC(2036, 1, 28, 12), NOW)).toBeNull()
  expect(expiryProblem(Date.UTC(2036, 1, 28, 12) + 1, NOW)).toContain('10 years')
})

test('a password is 1 to 256 characters as people count them', () => {
  expect(passwordProblem('')).toBeString()
  expect(passwordProblem('🔑'.repeat(256))).toBeNull()
  expect(passwordProblem('🔑'.repeat(257))).toBeString()
  expect(passwordProblem('pass\ud800word')).toBeString()
  expect(passwordProblem('        ')).toBeNull()
})
