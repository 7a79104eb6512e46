import { expect, test } from 'bun:test'
import { randomText } from './random.ts'
import { randomSlug, randomSlugLength, slugProblem } from './slug.ts'

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

test('slugs are 1 to 64 of A-Z a-z 0-9 - _', () => {
  for (const slug of ['a', '-', '_', 'My-Link_9', 'x'.repeat(64)]) expect(slugProblem(slug)).toBeNull()
  for (const slug of [
    '',
    'x'.repeat(65),
    'a b',
    'a.b',
    'a/b',
    '\u017fale',
    '\u212a',
    'é',
    'a\n',
    '\u202eabc',
  ])
    expect(slugProblem(slug)).toBeString()
})

test('reserved words are refused in any case', () => {
  for (const slug of ['api', 'API', 'Login', 'healthz', '__proto__', 'constructor', 'hasOwnProperty'])
    expect(slugProblem(slug)).toContain('reserved')
})

test('random slugs hold no letters that are mistaken for others', () => {
  const slugs = Array.from({ length: 500 }, () => randomSlug(7, random)).join('')
  expect(slugs).toMatch(/^[2-9a-zA-Z]+$/)
  expect(slugs).not.toMatch(/[0Oo1lIi]/)
})

test('random slugs have 7 letters or more, and grow before a guess is likely to hit', () => {
  expect(randomSlugLength(0)).toBe(7)
  expect(randomSlugLength(100_000)).toBe(7)
  expect(randomSlugLength(1_000_000)).toBe(8)
  expect(randomSlugLength(100_000_000)).toBe(9)
})

test('letters are drawn evenly: bytes that would favour the first ones are passed over', () => {
  const bytes = [255, 250, 249, 248]
  const handed = (count: number) => Uint8Array.from(bytes.splice(0, count))
  expect(randomText('0123456789', 2, handed)).toBe('98')
})
