/** Reports over random clicks, held against counting the same clicks one by one in plain code. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  BOT_FILTERS,
  type ClickFilters,
  DEVICES,
  DIMENSIONS,
  type Dimension,
  EVERY_CLICK,
  type Selection,
} from '../../src/domain/click.ts'
import { DAY, SLOT, utcDay } from '../../src/domain/moment.ts'
import { type Period, type PeriodQuestion, readPeriod } from '../../src/domain/period.ts'
import type { SeenClick } from '../../src/domain/report.ts'
import type { Stores } from '../../src/stores.ts'
import { clickOf, type FlatClick } from '../support/clicks.ts'
import { printedSeed, randomFrom } from '../support/ledger.ts'
import { CLICK_ENGINES, NOW } from '../support/stores.ts'

setDefaultTimeout(60_000)
const NAMES = Object.keys(DIMENSIONS) as Dimension[]
const random = randomFrom(printedSeed('reports'))
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const LINKS = [3, 7, 20, 6000, 11_500]

/** A moment of three weeks around the day on which Berlin's clocks go back; of every third click, one of a busy minute. */
const someMoment = () =>
  random() < 0.3
    ? Date.UTC(2026, 9, 21, 10, 29, 30) + Math.floor(random() * 60_000)
    : Date.UTC(2026, 9, 14) + Math.floor(random() * 21 * DAY)

const someClick = (): FlatClick => ({
  link: pick(LINKS),
  at: someMoment(),
  referrer: pick([
    'direct',
    'news.example',
    'mail.example',
    ...Array.from({ length: 9 }, (_, n) => `r${n}.example`),
  ]),
  device: pick(DEVICES),
  browser: pick(['Firefox', 'Chrome', 'Mobile Safari']),
  os: pick(['Linux', 'iOS']),
  country: pick(['DE', 'FR', '']),
  bot: random() < 0.3,
  visitor: random() < 0.1 ? Number.MAX_SAFE_INTEGER - Math.floor(random() * 9) : Math.floor(random() * 40),
})

/** Five parts; the clicks as they are numbered when they are folded. */
const parts = Array.from({ length: 5 }, () => Array.from({ length: 1000 }, someClick))
const clicks = parts.flat()

const period = (question: PeriodQuestion): Period => {
  const read = readPeriod(question, NOW, NOW - 400 * DAY)
  if (Array.isArray(read)) throw new Error(JSON.stringify(read))
  return read
}

const matches = (click: FlatClick, filters: ClickFilters) =>
  NAMES.every((name) => filters[name] === undefined || filters[name] === click[name])
const isCounted = ({ bot }: FlatClick, { bots }: Selection) => bots === 'include' || bot === (bots === 'only')

function tallied<T>(rows: T[], keyOf: (row: T) => string | number): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[keyOf(row)] = (counts[keyOf(row)] ?? 0) + 1
  return counts
}

/** The same figures as a report's, counted the slow way. */
function expected(links: number[], { from, to, buckets }: Period, selection: Selection) {
  const inside = clicks.filter(({ link, at }) => links.includes(link) && at >= from && at < to)
  const matching = inside.filter((click) => matches(click, selection.filters))
  const counted = matching.filter((click) => isCounted(click, selection))
  return {
    clicks: counted.length,
    bots: matching.filter(({ bot }) => bot).length,
    timeline: buckets.map(
      (bucket) => counted.filter(({ at }) => at >= bucket.from * SLOT && at < bucket.to * SLOT).length,
    ),
    counts: Object.fromEntries(NAMES.map((name) => [name, tallied(counted, (click) => click[name])])),
    links: tallied(counted, ({ link }) => link),
    recent: counted
      .map(({ at }) => at)
      .sort((a, b) => b - a)
      .slice(0, 50),
  }
}

const PERIODS: PeriodQuestion[] = [
  { from: '2026-10-10', to: '2026-11-10' },
  { from: '2026-10-20', to: '2026-10-30', tz: 'Asia/Kathmandu' },
  { from: '2026-10-24', to: '2026-10-26', tz: 'Europe/Berlin', interval: 'hour' },
  { from: '2026-10-21T10:10:00Z', to: '2026-10-21T18:40:00Z', interval: 'hour', tz: 'Asia/Kathmandu' },
]
const FILTERS: ClickFilters[] = [
  {},
  { country: '' },
  { device: 'tablet', referrer: 'news.example' },
  { browser: 'Firefox', os: 'iOS', country: 'DE' },
  { referrer: 'never.example' },
]

describe.each(Object.entries(CLICK_ENGINES))('reports on %s', (_, open) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await open()
    for (const [n, part] of parts.entries()) await stores.clicks.fold(`part ${n}`, part.map(clickOf), NOW)
  })
  afterAll(() => stores.close())

  const found = async (links: number[], asked: Period, selection: Selection) => {
    const report = await stores.clicks.report(links, asked, selection)
    const asRecord = (rows: { value: string; clicks: number }[]) =>
      Object.fromEntries(rows.map(({ value, clicks: n }) => [value, n]))
    return {
      clicks: report.period.clicks,
      bots: report.period.bots,
      timeline: report.timeline,
      counts: Object.fromEntries(NAMES.map((name) => [name, asRecord(report.counts[name])])),
      links: Object.fromEntries(report.links.map(({ link, clicks: n }) => [link, n])),
      recent: report.recent.map(({ at }) => at),
    }
  }

  test.each([[[7]], [[3, 6000]], [[...LINKS, 999]]])(
    'of links %p are what their clicks come to',
    async (links) => {
      for (const [n, asked] of PERIODS.map(period).entries())
        for (const [m, filters] of FILTERS.entries()) {
          // Each period with each filter, each filter with each kind of bots.
          const bots = BOT_FILTERS[(n + m) % BOT_FILTERS.length] ?? 'include'
          expect(await found(links, asked, { bots, filters })).toEqual(
            expected(links, asked, { bots, filters }) as never,
          )
        }
    },
  )

  test('of more links than fit one statement are what their clicks come to', async () => {
    const links = Array.from({ length: 12_001 }, (_, n) => n)
    const asked = period({ from: '2026-10-10', to: '2026-11-10' })
    for (const selection of [EVERY_CLICK, { bots: 'exclude', filters: { os: 'iOS' } } as const])
      expect(await found(links, asked, selection)).toEqual(expected(LINKS, asked, selection) as never)
  })

  test('count people by link and day, and not where a filter is set', async () => {
    const asked = period({ from: '2026-10-20', to: '2026-10-22' })
    const people = clicks.filter(({ bot, at }) => !bot && at >= asked.from && at < asked.to)
    const persons = new Set(people.map(({ link, at, visitor }) => `${link} ${utcDay(at)} ${visitor}`))
    expect((await stores.clicks.report(LINKS, asked, EVERY_CLICK)).period.uniques).toBe(persons.size)
    const filtered = await stores.clicks.report(LINKS, asked, { bots: 'include', filters: { os: 'iOS' } })
    expect(filtered.period.uniques).toBeNull()
    expect(filtered.totals.clicks).toBe(clicks.length)
  })

  test('of no links are empty', async () => {
    const asked = period({})
    expect(await found([], asked, EVERY_CLICK)).toEqual(expected([], asked, EVERY_CLICK) as never)
  })

  const inPlace = (a: SeenClick, b: SeenClick) => a.link - b.link || a.at - b.at || a.n - b.n

  test.each([7, 100, 5000])('single clicks come once each and in order, in pages of %p', async (limit) => {
    const asked = period({ from: '2026-10-20', to: '2026-10-24' })
    const selection: Selection = { bots: 'exclude', filters: { device: 'mobile' } }
    const seen: SeenClick[] = []
    for (;;) {
      const page = await stores.clicks.page(LINKS, asked, selection, seen.at(-1) ?? null, limit)
      expect(page.length).toBeLessThanOrEqual(limit)
      if (page.length === 0) break
      seen.push(...page)
    }
    expect(seen).toHaveLength(expected(LINKS, asked, selection).clicks)
    expect(new Set(seen.map(({ n }) => n)).size).toBe(seen.length)
    expect(seen).toEqual([...seen].sort(inPlace))
    expect(seen.every(({ device, bot }) => device === 'mobile' && !bot)).toBe(true)
  })

  test('clicks after a position are those folded later, in the order of positions', async () => {
    const all = await stores.clicks.clicksAfter(LINKS, -1, 0, 100_000)
    expect(all).toHaveLength(clicks.length)
    const positions = all.map(({ n }) => n)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
    expect(await stores.clicks.newest()).toBe(positions.at(-1) as number)
    const middle = positions[2_000] as number
    const after = await stores.clicks.clicksAfter(LINKS, middle, 0, 30)
    expect(after.map(({ n }) => n)).toEqual(positions.slice(2_001, 2_031))
    const since = Date.UTC(2026, 9, 25)
    const late = await stores.clicks.clicksAfter([20, 6000], middle, since, 100_000)
    expect(late).toEqual(
      all.filter(({ n, at, link }) => n > middle && at >= since && (link === 20 || link === 6000)),
    )
  })
})

describe.each(Object.entries(CLICK_ENGINES))('a store without clicks on %s', (_, open) => {
  test('has no newest click', async () => {
    const stores = await open()
    expect(await stores.clicks.newest()).toBe(0)
    await stores.close()
  })
})
