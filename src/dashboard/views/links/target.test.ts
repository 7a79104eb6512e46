import { expect, test } from 'bun:test'
import { meantTarget } from './target.ts'

test.each([
  [' https://example.com/a ', 'https://example.com/a'],
  ['example.com/a?b=c', 'https://example.com/a?b=c'],
  ['go.example.com', 'https://go.example.com'],
  ['example.com:8080/x', 'https://example.com:8080/x'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['localhost:3000', 'localhost:3000'],
  ['not a url', 'not a url'],
])('%p is meant to be %p', (typed, meant) => {
  expect(meantTarget(typed)).toBe(meant)
})
