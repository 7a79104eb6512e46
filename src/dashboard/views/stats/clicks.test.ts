import { expect, test } from 'bun:test'
import type { SeenClick } from '../../queries/stats.ts'
import { isShown, keyed, together } from './clicks.ts'
import { readView } from './view.ts'

const click = (over: Partial<SeenClick> = {}): SeenClick => ({
  clicked_at: '2026-11-22T12:00:00+00:00',
  referrer: 'direct',
  device: 'desktop',
  browser: 'Firefox',
  os: 'Linux',
  country: 'DE',
  bot: false,
  ...over,
})
const later = (referrer: string) => click({ clicked_at: '2026-11-22T12:00:05+00:00', referrer })
const names = (clicks: { click: SeenClick }[]) => clicks.map((one) => one.click.referrer)

test('a click that is in the answer and came live is listed once', () => {
  const answered = [click({ referrer: 'a' })]
  expect(names(together(answered, [later('b'), click({ referrer: 'a' })]))).toEqual(['b', 'a'])
})

test('equal clicks of one second are as many as there were', () => {
  expect(together([click()], [click(), click()])).toHaveLength(2)
  expect(together([click(), click(), click()], [click()])).toHaveLength(3)
})

test('a click keeps its key while others come before it', () => {
  const before = keyed([click(), click({ referrer: 'a' })])
  const after = keyed([later('b'), click(), click(), click({ referrer: 'a' })])
  expect(after.map(({ key }) => key)).toEqual(expect.arrayContaining(before.map(({ key }) => key)))
  expect(new Set(after.map(({ key }) => key)).size).toBe(4)
})

test('fifty are listed', () => {
  const many = Array.from({ length: 60 }, (_, n) => click({ referrer: `r${n}` }))
  expect(together(many, [later('new')])).toHaveLength(50)
  expect(names(together(many, [later('new')]))[0]).toBe('new')
})

const PERIOD = { from: '2026-11-22T00:00:00+00:00', to: '2026-11-23T00:00:00+00:00' }
const shown = (query: Record<string, string>, one = click()) =>
  isShown(one, readView(query, new Date('2026-11-22T12:00:00Z'), 'UTC'), PERIOD)

test.each([
  [{}, true],
  [{ bots: 'exclude' }, true],
  [{ bots: 'only' }, false],
  [{ country: 'DE', browser: 'Firefox' }, true],
  [{ country: 'DE', browser: 'Safari' }, false],
  [{ country: 'unknown' }, false],
] as [Record<string, string>, boolean][])('with %p a German Firefox is shown: %p', (query, expected) => {
  expect(shown(query)).toBe(expected)
})

test('a click from no known country is one of those of "unknown"', () => {
  expect(shown({ country: 'unknown' }, click({ country: null }))).toBe(true)
})

test('a click after the period is not of it', () => {
  expect(shown({}, click({ clicked_at: PERIOD.to }))).toBe(false)
})
