import { expect, test } from 'bun:test'
import { DAY, formatMoment } from './moment.ts'
import {
  isTimeZone,
  type Period,
  type PeriodQuestion,
  periodEndProblem,
  readPeriod,
  wholeUtcDays,
} from './period.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 7)
const LONG_AGO = Date.UTC(2020, 0, 1)
const read = (question: PeriodQuestion, earliest = LONG_AGO) => readPeriod(question, NOW, earliest) as Period

test('without a question a period is the last 30 days, today included', () => {
  const { buckets: days, from, to } = read({})
  expect(days).toHaveLength(30)
  expect([days[0]?.date, days.at(-1)?.date]).toEqual(['2026-10-24', '2026-11-22'])
  expect([formatMoment(from), formatMoment(to)]).toEqual([
    '2026-10-24T00:00:00+00:00',
    '2026-11-23T00:00:00+00:00',
  ])
})

test('a period begins not before the link did', () => {
  expect(read({}, Date.UTC(2026, 10, 20, 18)).buckets.map((day) => day.date)).toEqual([
    '2026-11-20',
    '2026-11-21',
    '2026-11-22',
  ])
})

test('dates are whole days of the time zone, the last one included', () => {
  const { from, to, buckets: days } = read({ from: '2026-10-25', to: '2026-10-25', tz: 'Europe/Berlin' })
  expect([formatMoment(from), formatMoment(to)]).toEqual([
    '2026-10-24T22:00:00+00:00',
    '2026-10-25T23:00:00+00:00',
  ])
  expect(days).toEqual([{ date: '2026-10-25', from: from / 900_000, to: to / 900_000 }])
})

test('times are taken to the quarter hour, and the end is not included', () => {
  const { from, to, buckets: days } = read({ from: '2026-11-20T10:05:00Z', to: '2026-11-21T00:00:00Z' })
  expect([formatMoment(from), formatMoment(to)]).toEqual([
    '2026-11-20T10:00:00+00:00',
    '2026-11-21T00:00:00+00:00',
  ])
  expect(days.map((day) => day.date)).toEqual(['2026-11-20'])
})

test('a day that a time zone skipped is left out', () => {
  const apia = read({ from: '2011-12-29', to: '2011-12-31', tz: 'Pacific/Apia' }, 0)
  expect(apia.buckets.map((day) => day.date)).toEqual(['2011-12-29', '2011-12-31'])
})

const hours = (question: PeriodQuestion) => read({ ...question, interval: 'hour' })

test('hours are those of the time zone, with its offset', () => {
  const kathmandu = hours({ from: '2026-11-20', to: '2026-11-20', tz: 'Asia/Kathmandu' })
  expect(kathmandu.buckets).toHaveLength(24)
  expect(kathmandu.buckets[14]).toEqual({
    date: '2026-11-20T14:00:00+05:45',
    from: Date.UTC(2026, 10, 20, 8, 15) / 900_000,
    to: Date.UTC(2026, 10, 20, 9, 15) / 900_000,
  })
})

test('a day on which the clocks change has 23 or 25 hours, and the hour that comes twice is two', () => {
  const autumn = hours({ from: '2026-10-25', to: '2026-10-25', tz: 'Europe/Berlin' }).buckets
  expect(autumn).toHaveLength(25)
  expect(autumn.slice(1, 5).map(({ date }) => date)).toEqual([
    '2026-10-25T01:00:00+02:00',
    '2026-10-25T02:00:00+02:00',
    '2026-10-25T02:00:00+01:00',
    '2026-10-25T03:00:00+01:00',
  ])
  const spring = readPeriod(
    { from: '2026-03-29', to: '2026-03-29', tz: 'Europe/Berlin', interval: 'hour' },
    NOW,
    LONG_AGO,
  ) as Period
  expect(spring.buckets).toHaveLength(23)
  const halfHour = hours({ from: '2026-04-05', to: '2026-04-05', tz: 'Australia/Lord_Howe' }).buckets
  expect(halfHour).toHaveLength(25)
  expect(halfHour.map(({ from, to }) => to - from).filter((quarters) => quarters !== 4)).toEqual([2])
})

test('hours can be had of 14 days, and of the last 14 where nothing is asked for', () => {
  expect(hours({}).buckets).toHaveLength(14 * 24)
  const fortnight = { from: '2026-10-20', to: '2026-11-02', tz: 'Europe/Berlin' }
  expect(hours(fortnight).buckets).toHaveLength(14 * 24 + 1)
  expect(readPeriod({ from: '2026-11-01', to: '2026-11-15', interval: 'hour' }, NOW, LONG_AGO)).toEqual([
    { field: 'interval', message: expect.any(String) },
  ])
})

test('a period that ends before it begins is refused, one in the future or before the link is empty', () => {
  expect(readPeriod({ from: '2026-11-22', to: '2026-11-20' }, NOW, LONG_AGO)).toEqual([
    { field: 'from', message: expect.any(String) },
  ])
  expect(read({ from: '2030-01-01', to: '2030-02-01' }).buckets).toEqual([])
  expect(read({ to: '2019-05-05' }).buckets).toEqual([])
  expect(read({ from: '0001-01-01', to: '9999-12-31' }).buckets.length).toBeGreaterThan(2000)
})

test('an end is a date or a time that exists', () => {
  for (const text of ['2026-11-22', '2026-11-22T00:00:00+02:00']) expect(periodEndProblem(text)).toBeNull()
  for (const text of ['2026-02-30', 'yesterday', '', '2026-11-22T00:00:00', '20261122', '-000001-01-01'])
    expect(periodEndProblem(text)).toBeString()
})

test('time zones are names or offsets that exist', () => {
  for (const zone of ['UTC', 'Europe/Berlin', '+05:45']) expect(isTimeZone(zone)).toBe(true)
  for (const zone of [
    '',
    'Nowhere/X',
    '../../etc/passwd',
    '2026-11-22T00:00[UTC]',
    '2026-11-22T00:00Z',
    '+05:47',
  ])
    expect(isTimeZone(zone)).toBe(false)
})

test('a period is whole UTC days and the pieces at its ends', () => {
  expect(wholeUtcDays({ from: DAY, to: 3 * DAY })).toEqual({ days: { from: 1, to: 3 }, pieces: [] })
  expect(wholeUtcDays({ from: DAY - 1, to: 3 * DAY + 1 })).toEqual({
    days: { from: 1, to: 3 },
    pieces: [
      [DAY - 1, DAY],
      [3 * DAY, 3 * DAY + 1],
    ],
  })
  expect(wholeUtcDays({ from: 5, to: 9 })).toEqual({ days: null, pieces: [[5, 9]] })
  expect(wholeUtcDays({ from: DAY - 5, to: DAY + 5 })).toEqual({ days: null, pieces: [[DAY - 5, DAY + 5]] })
})
