import { expect, test } from 'bun:test'
import { keyStart, looksLikeKey, newId, newKey } from './key.ts'

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

test('a key is fluxly_live_ and 38 letters or digits, each new', () => {
  const keys = new Set(Array.from({ length: 100 }, () => newKey(random)))
  expect(keys.size).toBe(100)
  for (const key of keys) {
    expect(key).toMatch(/^fluxly_live_[0-9A-Za-z]{38}$/)
    expect(looksLikeKey(key)).toBe(true)
  }
})

test('every single mistyped character is noticed without a look-up', () => {
  const key = newKey(random)
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === 'x' ? 'y' : 'x'
    expect(looksLikeKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false)
  }
  expect(looksLikeKey('')).toBe(false)
  expect(looksLikeKey(`${key}\n`)).toBe(false)
})

test('the start of a key gives away four of its characters', () => {
  expect(keyStart(newKey(random))).toHaveLength('fluxly_live_'.length + 4)
})

test('public ids are a prefix and 12 lower-case letters or digits', () => {
  expect(newId('lnk', random)).toMatch(/^lnk_[a-z0-9]{12}$/)
})
