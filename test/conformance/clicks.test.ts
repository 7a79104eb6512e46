import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type BotFilter, EVERY_CLICK } from '../../src/domain/click.ts'
import { DAY, utcDay } from '../../src/domain/moment.ts'
import { type Period, readPeriod } from '../../src/domain/period.ts'
import type { Stores } from '../../src/stores.ts'
import { clickOf, type FlatClick } from '../support/clicks.ts'
import { COUNTING_ENGINES, NOW } from '../support/stores.ts'

const click = (over: Partial<FlatClick> = {}) =>
  clickOf({
    link: 1,
    at: NOW,
    referrer: 'direct',
    device: 'desktop',
    browser: 'Firefox',
    os: 'Linux',
    country: 'DE',
    bot: false,
    visitor: 1,
    ...over,
  })

const period = (question: object, now = NOW): Period => {
  const read = readPeriod(question, now, NOW - 400 * DAY)
  if (Array.isArray(read)) throw new Error(JSON.stringify(read))
  return read
}

describe.each(Object.entries(COUNTING_ENGINES))('clicks on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
  })
  afterAll(async () => {
    const { discrepancies } = await stores.clicks.verify()
    await stores.close()
    expect(discrepancies).toEqual([])
  })

  const timeline = async (link: number, question: object, bots: BotFilter = 'include') => {
    const asked = period(question)
    const { timeline: clicks } = await stores.clicks.report([link], asked, { bots, filters: {} })
    return Object.fromEntries(
      asked.buckets.map(({ date }, at) => [date, clicks[at]]).filter(([, n]) => n !== 0),
    )
  }

  test('a part of the spool is counted once, however often and by however many it is handed over', async () => {
    const clicks = Array.from({ length: 300 }, (_, n) => click({ link: 10, visitor: n % 7 }))
    const folded = await Promise.all(
      Array.from({ length: 5 }, () => stores.clicks.fold('part-once', clicks, NOW)),
    )
    expect(folded.filter(Boolean)).toHaveLength(1)
    expect(await stores.clicks.fold('part-once', clicks, NOW)).toBe(false)
    expect((await stores.clicks.totals([10])).get(10)).toEqual({ clicks: 300, bots: 0, uniques: 7 })
  })

  test('uniques are people told apart within a day, over all parts, and the days add up', async () => {
    const link = 11
    await stores.clicks.fold(
      'u1',
      [click({ link, visitor: 1 }), click({ link, visitor: 1 }), click({ link, visitor: 2, bot: true })],
      NOW,
    )
    await stores.clicks.fold(
      'u2',
      [click({ link, visitor: 1 }), click({ link, visitor: 1, at: NOW + DAY })],
      NOW,
    )
    expect((await stores.clicks.totals([link])).get(link)).toEqual({ clicks: 5, bots: 1, uniques: 2 })
  })

  test('a report counts days, values and recent clicks, with bots or without', async () => {
    const link = 12
    const clicks = [
      click({ link, at: NOW - 2 * DAY, referrer: 'news.example', visitor: 5 }),
      click({ link, at: NOW - 2 * DAY, referrer: 'news.example', bot: true, device: 'other' }),
      click({ link, at: NOW, country: '' }),
    ]
    await stores.clicks.fold('report', clicks, NOW)
    expect(await timeline(link, {})).toEqual({ '2026-11-20': 2, '2026-11-22': 1 })
    expect(await timeline(link, {}, 'exclude')).toEqual({ '2026-11-20': 1, '2026-11-22': 1 })
    expect(await timeline(link, {}, 'only')).toEqual({ '2026-11-20': 1 })
    const report = await stores.clicks.report([link], period({}), EVERY_CLICK)
    expect(report.counts.referrer).toEqual([
      { value: 'news.example', clicks: 2 },
      { value: 'direct', clicks: 1 },
    ])
    expect(report.recent.map(({ at, bot }) => [at, bot])).toEqual([
      [NOW, false],
      [NOW - 2 * DAY, true],
      [NOW - 2 * DAY, false],
    ])
    const bots = await stores.clicks.report([link], period({}), { bots: 'only', filters: {} })
    expect(bots.counts.device).toEqual([{ value: 'other', clicks: 1 }])
    expect(bots.recent).toHaveLength(1)
  })

  test('days are those of the time zone asked for, also where the clocks change and at odd offsets', async () => {
    const link = 13
    const at = (text: string) => click({ link, at: Date.parse(text) })
    const clicks = [
      '2026-10-24T21:59:59Z',
      '2026-10-24T22:00:00Z',
      '2026-10-25T22:59:59Z',
      '2026-10-25T23:00:00Z',
      '2026-10-25T18:14:00Z',
      '2026-10-25T18:15:00Z',
    ]
    await stores.clicks.fold('zones', clicks.map(at), NOW)
    const october = { from: '2026-10-20', to: '2026-10-31' }
    expect(await timeline(link, { ...october, tz: 'Europe/Berlin' })).toEqual({
      '2026-10-24': 1,
      '2026-10-25': 4,
      '2026-10-26': 1,
    })
    expect(await timeline(link, { ...october, tz: 'Asia/Kathmandu' })).toEqual({
      '2026-10-25': 3,
      '2026-10-26': 3,
    })
    const berlin = await stores.clicks.report(
      [link],
      period({ from: '2026-10-25', to: '2026-10-25', tz: 'Europe/Berlin' }),
      EVERY_CLICK,
    )
    expect(berlin.counts.browser).toEqual([{ value: 'Firefox', clicks: 4 }])
    expect(berlin.recent).toHaveLength(4)
  })

  test('recent clicks are the newest 50', async () => {
    const link = 14
    await stores.clicks.fold(
      'recent',
      Array.from({ length: 60 }, (_, n) => click({ link, at: NOW - n * 1000 })),
      NOW,
    )
    const { recent } = await stores.clicks.report([link], period({}), EVERY_CLICK)
    expect(recent.map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, n) => NOW - n * 1000))
  })

  test('single clicks that are removed stay counted, and the proof still holds', async () => {
    const link = 15
    await stores.clicks.fold(
      'old',
      [click({ link, at: NOW - 40 * DAY }), click({ link, at: NOW - 40 * DAY, bot: true }), click({ link })],
      NOW,
    )
    const before = NOW - 30 * DAY
    expect(await stores.clicks.linksWithClicksBefore(before, 14, 10)).toContain(link)
    expect(await stores.clicks.removeClicks(link, before)).toBe(2)
    expect(await stores.clicks.linksWithClicksBefore(before, 14, 10)).not.toContain(link)
    expect((await stores.clicks.totals([link])).get(link)).toEqual({ clicks: 3, bots: 1, uniques: 2 })
    expect(await timeline(link, { from: '2026-10-01' })).toEqual({ '2026-10-13': 2, '2026-11-22': 1 })
    expect(
      (await stores.clicks.report([link], period({ from: '2026-10-01' }), EVERY_CLICK)).recent,
    ).toHaveLength(1)
    await stores.clicks.fold('late', [click({ link, at: NOW - 40 * DAY })], NOW)
    expect((await stores.clicks.verify()).discrepancies).toEqual([])
  })

  test('everything about a link is forgotten, and nothing about another', async () => {
    await stores.clicks.fold('forget', [click({ link: 16 }), click({ link: 17 })], NOW)
    await stores.clicks.forgetLinks([16])
    expect([...(await stores.clicks.totals([16, 17])).keys()]).toEqual([17])
  })

  test('a day has one salt until it is thrown away, with what told its visitors apart', async () => {
    const day = utcDay(NOW) - 100
    const [first, second] = await Promise.all(
      [1, 2].map((n) => stores.clicks.salt(day, new Uint8Array(32).fill(n))),
    )
    expect(first).toEqual(second as Uint8Array)
    await stores.clicks.forgetVisitors(day + 1)
    const third = await stores.clicks.salt(day, new Uint8Array(32).fill(3))
    expect(third).toEqual(Buffer.alloc(32, 3))
  })

  test('many values and many clicks are counted like few', async () => {
    const link = 18
    const clicks = Array.from({ length: 20_000 }, (_, n) =>
      click({ link, referrer: `r${n % 700}.example`, visitor: n, at: NOW - (n % 90) * 60_000 }),
    )
    await stores.clicks.fold('many', clicks, NOW)
    const { counts } = await stores.clicks.report([link], period({}), EVERY_CLICK)
    expect(counts.referrer).toHaveLength(700)
    expect(counts.referrer.reduce((sum, row) => sum + row.clicks, 0)).toBe(20_000)
    expect((await stores.clicks.totals([link])).get(link)).toEqual({
      clicks: 20_000,
      bots: 0,
      uniques: 20_000,
    })
  })

  test('uniques stay when what told visitors apart is thrown away, and those who come late are added', async () => {
    const link = 19
    const day = utcDay(NOW)
    const three = [1, 2, 2].map((visitor) => click({ link, visitor }))
    await stores.clicks.fold('in time', [...three, click({ link, visitor: 1, at: NOW - DAY })], NOW)
    const uniquesOf = async () => {
      const report = await stores.clicks.report([link], period({}), EVERY_CLICK)
      return [report.totals.uniques, report.period.uniques]
    }
    expect(await uniquesOf()).toEqual([3, 3])
    for (const before of [day, day + 2, day + 2]) await stores.clicks.forgetVisitors(before)
    expect(await uniquesOf()).toEqual([3, 3])
    await stores.clicks.fold('too late', [click({ link, visitor: 3 })], NOW)
    expect(await uniquesOf()).toEqual([4, 4])
    await stores.clicks.forgetVisitors(day + 2)
    expect(await uniquesOf()).toEqual([4, 4])
  })
})

describe.each(Object.entries(COUNTING_ENGINES))('the proof on %s', (_, open) => {
  test('finds nothing in an empty store', async () => {
    const stores = await open()
    expect(await stores.clicks.verify()).toEqual({ clicks: 0, links: 0, discrepancies: [] })
    await stores.close()
  })
})
