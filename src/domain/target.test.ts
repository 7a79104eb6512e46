import { expect, test } from 'bun:test'
import { ownUrl, storedTarget, targetProblem } from './target.ts'

const own = ownUrl('https://go.example.com')
const problem = (target: string) => targetProblem(target, own)

test.each([
  'https://example.com',
  'http://localhost:8080/x',
  'https://example.com/a?b=c#d',
  'http://[::1]:9000/',
  'https://пример.рф/путь',
  'https://example.com/@user',
  'https://go.example.com/about',
  'https://sub.go.example.com/r/x',
])('%s is a target', (target) => {
  expect(problem(target)).toBeNull()
})

test.each([
  'example.com',
  '/dashboard',
  'javascript:alert(1)',
  ' https://example.com/',
  'https://example.com/a b',
  'https://example.com/\u00a0',
  'https://example.com/\t',
  'https://example.com/\u202egpj.exe',
  'https://example.com/\ud800',
  'https://user@example.com/',
  'https://@example.com/',
  'https://user:pw@example.com/',
  'https:\\\\user@example.com',
  'http://a..b/',
  'http://./',
  `http://${'a'.repeat(64)}.com/`,
  `http://${'a.'.repeat(127)}com/`,
  'http://xn--a.test/',
  'ftp://example.com/',
])('%j is no target', (target) => {
  expect(problem(target)).toBeString()
})

test.each([
  'https://go.example.com/r/x',
  'HTTPS://GO.EXAMPLE.COM/r/x',
  'http://go.example.com/r/x',
  'https://go.example.com./r/x',
  'https://go.example.com:443/r/x',
  'https://go.example.com/R/../r/x',
  'https://go.example.com/%72/x',
  'https://ｇo.example.com/r/x',
  'https://go.example.com\\r\\x',
])('%s is one of our own short URLs', (target) => {
  expect(problem(target)).toContain('our own')
})

test('a loopback address of ours is ours under all its names', () => {
  const local = ownUrl('http://localhost:3000')
  for (const host of [
    'localhost',
    '127.0.0.1',
    '[::1]',
    '127.1',
    '127.0.0.2',
    '[::ffff:127.0.0.1]',
    'x.localhost',
  ])
    expect(targetProblem(`http://${host}:3000/r/x`, local)).toContain('our own')
  expect(targetProblem('http://localhost:3001/r/x', local)).toBeNull()
})

test('8,192 characters are allowed, one more is not, nor more once percent-encoded', () => {
  const long = (length: number, sign = 'a') => `https://example.com/${sign.repeat(length - 20)}`
  expect(problem(long(8192))).toBeNull()
  expect(problem(long(8193))).toContain('8,192')
  expect(problem(long(4000, 'ж'))).toContain('8,192')
})

test.each([
  ['https://example.com', 'https://example.com'],
  ['https://example.com?x=1', 'https://example.com?x=1'],
  ['https://example.com#top', 'https://example.com#top'],
  ['https://example.com/', 'https://example.com/'],
  ['https://example.com/a%20b?c#d', 'https://example.com/a%20b?c#d'],
  ['HTTPS://Example.com/A', 'https://example.com/A'],
  ['https://example.com:443/', 'https://example.com/'],
  ['https://example.com/a/../b', 'https://example.com/b'],
  ['https://☃.net/ü', 'https://xn--n3h.net/%C3%BC'],
])('%s is stored as %s', (given, stored) => {
  expect(storedTarget(given)).toBe(stored)
})
