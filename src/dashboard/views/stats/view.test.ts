import { expect, test } from 'bun:test'
import { questionOf, readView } from './view.ts'

const NOW = new Date('2026-11-22T23:30:00Z')
const BERLIN = 'Europe/Berlin'
const view = (query: Record<string, string>, now = NOW) => readView(query, now, BERLIN)

test('an empty address is 30 days by the day, of everything, in the viewer’s own zone', () => {
  expect(view({})).toMatchObject({ from: '2026-10-25', to: '2026-11-23', tz: BERLIN, interval: 'day' })
  expect(view({})).toMatchObject({ bots: 'include', filters: {}, hourly: false })
})

test.each([
  ['today', '2026-11-23', '2026-11-23'],
  ['7d', '2026-11-17', '2026-11-23'],
  ['90d', '2026-08-26', '2026-11-23'],
  ['12m', '2025-11-24', '2026-11-23'],
])('%s ends with the day that it is where the viewer is', (range, from, to) => {
  expect(view({ range })).toMatchObject({ from, to })
})

test('twelve months before a leap day begin in March', () => {
  expect(view({ range: '12m' }, new Date('2028-02-29T12:00:00Z')).from).toBe('2027-03-01')
})

test('today is shown by the hour, a week by the day, and either can be turned', () => {
  expect(view({ range: 'today' }).interval).toBe('hour')
  expect(view({ range: '7d' }).interval).toBe('day')
  expect(view({ range: '7d', by: 'hour' }).interval).toBe('hour')
  expect(view({ range: '30d', by: 'hour' }).interval).toBe('day')
})

test('fourteen days can be shown by the hour, fifteen cannot', () => {
  const custom = (from: string) => view({ range: 'custom', from, to: '2026-11-22' }).hourly
  expect([custom('2026-11-09'), custom('2026-11-08')]).toEqual([true, false])
})

test('days of one’s own choice may come in either order, and nonsense is left out', () => {
  expect(view({ range: 'custom', from: '2026-11-05', to: '2026-11-01' })).toMatchObject({
    from: '2026-11-01',
    to: '2026-11-05',
  })
  expect(view({ range: 'custom', from: 'x', to: '2026-13-45' })).toMatchObject({ to: '2026-11-23' })
  expect(view({ range: 'century', tz: 'Mars/Crater', bots: 'maybe' })).toMatchObject({
    range: '30d',
    tz: BERLIN,
    bots: 'include',
  })
})

test('a shared address keeps the zone and filters that it names', () => {
  const asked = questionOf(view({ tz: 'Asia/Tokyo', referrer: 'news.example.com', bots: 'only' }))
  expect(asked).toMatchObject({ tz: 'Asia/Tokyo', referrer: 'news.example.com', bots: 'only' })
})
