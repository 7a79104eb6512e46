import { expect, test } from 'bun:test'
import { pointsOf, summaryOf, unitOf } from './points.ts'

const NOW = new Date('2026-11-22T13:30:00Z')
const days = (length: number, first = '2026-01-01') => ({
  interval: 'day' as const,
  timeline: Array.from({ length }, (_, n) => ({
    date: new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10),
    clicks: n,
  })),
})
const sum = (numbers: (number | null)[]) => numbers.reduce<number>((all, one) => all + (one ?? 0), 0)

test('days are points until there are too many, then weeks are, which begin on Mondays and lose nothing', () => {
  expect(unitOf(days(200))).toBe('day')
  const year = days(365)
  const weeks = pointsOf(year, NOW)
  expect(unitOf(year)).toBe('week')
  expect(weeks).toHaveLength(53)
  expect(weeks.slice(0, 2).map(({ date }) => date)).toEqual(['2025-12-29', '2026-01-05'])
  expect(sum(weeks.map(({ clicks }) => clicks))).toBe(sum(year.timeline.map(({ clicks }) => clicks)))
})

test('hours that have not begun are open, whatever zone they are of', () => {
  const hours = ['14:00:00+01:00', '15:00:00+01:00'].map((time) => ({
    date: `2026-11-22T${time}`,
    clicks: 0,
  }))
  const points = pointsOf({ interval: 'hour', timeline: hours }, NOW)
  expect(points.map(({ clicks }) => clicks)).toEqual([0, null])
})

test('the sentence adds up, and names the most', () => {
  const points = pointsOf(days(3), NOW)
  const words = summaryOf(points)
  expect(words).toStartWith('3 clicks from ')
  expect(words).toEndWith(`the most, 2: ${points.at(-1)?.full}.`)
  expect(summaryOf([])).toBe('No time to show.')
  expect(summaryOf(pointsOf({ interval: 'day', timeline: [] }, NOW))).toBe('No time to show.')
})
