import { expect, test } from 'bun:test'
import { asStored, decide, expiryProblem, passwordProblem, searchProblem } from './link.ts'

const route = { pk: 1, target: 'https://example.com/', passwordHash: null, expiresAt: null, disabled: false }
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

test('a disabled link is that before anything else', () => {
  expect(decide({ ...route, disabled: true }, NOW)).toBe('disabled')
  expect(decide({ ...route, disabled: true, passwordHash: 'h', expiresAt: NOW }, NOW)).toBe('disabled')
})

test('a search is 0 to 100 characters without controls, and finds what is stored percent-encoded', () => {
  for (const text of ['', '🔑'.repeat(100), '100%_\\']) expect(searchProblem(text)).toBeNull()
  for (const text of ['x'.repeat(101), 'a\u0000', 'a\nb', 'a\ud800']) expect(searchProblem(text)).toBeString()
  expect(asStored('a/münchen?100%')).toBe('a/m%C3%BCnchen?100%')
  expect(asStored('🔑')).toBe('%F0%9F%94%91')
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
