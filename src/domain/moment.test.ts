import { expect, test } from 'bun:test'
import { formatMoment, monthOf, nextMonth, parseMoment } from './moment.ts'

test.each([
  ['2026-12-31T23:59:00Z', '2026-12-31T23:59:00+00:00'],
  ['2026-12-31T23:59:00+02:00', '2026-12-31T21:59:00+00:00'],
  ['2026-12-31T23:59:00-05:30', '2027-01-01T05:29:00+00:00'],
  ['2026-12-31t23:59:00.5z', '2026-12-31T23:59:00.500+00:00'],
  ['2026-12-31T23:59:00.123456Z', '2026-12-31T23:59:00.123+00:00'],
  ['2026-12-31T23:59:00.000Z', '2026-12-31T23:59:00+00:00'],
  ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00+00:00'],
])('%s is read and written as %s', (given, written) => {
  expect(formatMoment(parseMoment(given) as number)).toBe(written)
})

test.each([
  '2026-12-31',
  '2026-12-31T23:59:00',
  '2026-12-31 23:59:00Z',
  '2030-02-30T00:00:00Z',
  '2027-02-29T00:00:00Z',
  '2030-01-01T25:00:00Z',
  '2030-01-01T24:00:00Z',
  '2030-01-01T00:00:60Z',
  '2030-01-01T00:00:00+25:00',
  '0000-01-01T00:00:00Z',
  '1',
  'tomorrow',
  'infinity',
  '',
  '+275760-09-13T00:00:00.001Z',
  "2030-01-01T00:00:00Z'; DROP TABLE links;--",
])('%j is no moment', (text) => {
  expect(parseMoment(text)).toBeNull()
})

test('months are counted in UTC', () => {
  const newYearsEve = Date.UTC(2026, 11, 31, 23, 59, 59)
  expect(monthOf(newYearsEve)).toBe('2026-12')
  expect(formatMoment(nextMonth(newYearsEve))).toBe('2027-01-01T00:00:00+00:00')
})
