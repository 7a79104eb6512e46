import { expect, test } from 'bun:test'
import { parseQuery, safeNext, writeQuery } from './address.ts'

test('a query is texts, there and back', () => {
  expect(parseQuery('?token=1e5&search=a%26b')).toEqual({ token: '1e5', search: 'a&b' })
  expect(writeQuery({ token: '1e5', search: 'a&b', sort: '', from: undefined })).toBe(
    '?token=1e5&search=a%26b',
  )
  expect(writeQuery({})).toBe('')
})

test.each([
  ['/dashboard/plan?x=1', '/dashboard/plan?x=1'],
  ['/dashboard', '/dashboard'],
  ['//evil.example', '/dashboard'],
  ['https://evil.example/dashboard', '/dashboard'],
  ['/\\evil.example', '/dashboard'],
  ['/dashboardx', '/dashboard'],
  [undefined, '/dashboard'],
])('after a sign-in, %p leads to %p', (next, way) => {
  expect(safeNext(next)).toBe(way)
})
