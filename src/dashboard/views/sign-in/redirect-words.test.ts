import { expect, test } from 'bun:test'
import { redirectWords, withoutError } from './redirect-words.ts'

test('an error of a redirect is told in words, also where it came with the page behind the sign-in', () => {
  expect(redirectWords({})).toBeNull()
  expect(redirectWords({ next: '/dashboard?sort=clicks' })).toBeNull()
  expect(redirectWords({ error: 'ACCESS_DENIED' })).toContain('did not allow it')
  expect(redirectWords({ next: '/dashboard?error=second_factor' })).toContain('second factor')
  expect(redirectWords({ error: '<b>anything</b>' })).toStartWith('Signing in did not work')
})

test('the page behind the sign-in is gone on to without the error', () => {
  expect(withoutError('/dashboard?error=INVALID_TOKEN')).toBe('/dashboard')
  expect(withoutError('/dashboard?sort=clicks&error=x')).toBe('/dashboard?sort=clicks')
  expect(withoutError('/dashboard/plan')).toBe('/dashboard/plan')
})
