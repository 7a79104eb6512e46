import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'
import {
  type AccountBody,
  AGENTS,
  type AnalyticsBody,
  bodyOf,
  counted,
  type LinkBody,
  MOMENT,
  make,
  statistics,
  wrongFields,
} from './answers.ts'

let server: TestServer
let key: string

beforeAll(async () => {
  server = await startServer({ FLUXLY_TRUSTED_PROXIES: '127.0.0.1', FLUXLY_RATE_LIMIT: '100000' })
  ;({ key } = await server.user('ann@example.com'))
})
afterAll(() => server.end())

interface Click {
  agent?: keyof typeof AGENTS
  referrer?: string
  from?: string
}

/** Makes a link and these clicks on it, one after another; the link, once they are counted. */
async function clicked(clicks: Click[]): Promise<LinkBody> {
  const link = await make(server, key)
  for (const { agent = 'desktop', referrer, from = '203.0.113.1' } of clicks)
    await server.visit(link.slug, {
      'User-Agent': AGENTS[agent],
      'X-Forwarded-For': from,
      ...(referrer === undefined ? {} : { Referer: referrer }),
    })
  await counted(server, key)
  return link
}
const seen = ({ link_id }: LinkBody, query = '') => statistics(server, key, link_id, query)
const dateIn = (tz: string, moment: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: tz }).format(new Date(moment))
const sum = (rows: { clicks: number }[]) => rows.reduce((all, { clicks }) => all + clicks, 0)

test('a link without clicks has counts of zero, its days, and empty lists', async () => {
  const link = await make(server, key)
  const report = await seen(link)
  expect(report).toMatchObject({ total_clicks: 0, bot_clicks: 0, unique_clicks: 0 })
  expect(report).toMatchObject({ referrers: [], devices: [], recent_clicks: [] })
  expect(report.timeline[0]).toEqual({ date: link.created_at.slice(0, 10), clicks: 0 })
})

test('people and bots are told apart, and neither is hidden in the other', async () => {
  const link = await clicked([
    { agent: 'desktop', from: '203.0.113.1' },
    { agent: 'desktop', from: '203.0.113.1' },
    { agent: 'desktop', from: '203.0.113.2' },
    { agent: 'mobile', from: '203.0.113.2' },
    { agent: 'crawler', from: '203.0.113.3' },
    { agent: 'program', from: '203.0.113.4' },
  ])
  expect(await seen(link)).toMatchObject({ total_clicks: 6, bot_clicks: 2, unique_clicks: 3 })
})

test('devices are desktop, mobile, tablet or other', async () => {
  const agents = ['desktop', 'desktop', 'desktop', 'mobile', 'mobile', 'tablet', 'program'] as const
  const { devices, recent_clicks } = await seen(await clicked(agents.map((agent) => ({ agent }))))
  expect(devices.slice(0, 2)).toEqual([
    { device: 'desktop', clicks: 3 },
    { device: 'mobile', clicks: 2 },
  ])
  expect(devices.map(({ device }) => device).sort()).toEqual(['desktop', 'mobile', 'other', 'tablet'])
  expect(recent_clicks[4]).toMatchObject({ device: 'desktop', browser: 'Firefox', os: 'Windows', bot: false })
  expect(recent_clicks[0]).toMatchObject({ device: 'other', bot: true })
})

describe('referrers', () => {
  test('are host names, or "direct"', async () => {
    const cases = [
      ['https://news.example.com/path?token=secret#part', 'news.example.com'],
      ['HTTP://NEWS.Example.com:8080/', 'news.example.com'],
      ['android-app://com.example.reader/', 'com.example.reader'],
      ['https://user:pass@news.example.com/', 'news.example.com'],
      ['javascript:alert(1)', 'direct'],
      ['<script>alert(1)</script>', 'direct'],
      ['about:blank', 'direct'],
      ['', 'direct'],
    ] as const
    const report = await seen(await clicked(cases.map(([referrer]) => ({ referrer }))))
    const shown = cases.map(([, host]) => host as string)
    expect(report.recent_clicks.map(({ referrer }) => referrer)).toEqual(shown.toReversed())
    expect(report.referrers.slice(0, 2)).toEqual([
      { referrer: 'direct', clicks: 4 },
      { referrer: 'news.example.com', clicks: 3 },
    ])
    expect(JSON.stringify(report)).not.toMatch(/secret|script|pass/)
  })

  test('are "direct" where there is none', async () => {
    expect((await seen(await clicked([{}]))).referrers).toEqual([{ referrer: 'direct', clicks: 1 }])
  })

  test('are the ten that most clicks came from, most first', async () => {
    const from = (n: number) => `https://site-${n}.example/`
    const twice = Array.from({ length: 12 }, (_, n) => ({ referrer: from(n % 11) }))
    const report = await seen(await clicked([...twice, { referrer: from(5) }, { referrer: from(5) }]))
    expect(report.referrers).toHaveLength(10)
    expect(report.referrers.slice(0, 2)).toEqual([
      { referrer: 'site-5.example', clicks: 3 },
      { referrer: 'site-0.example', clicks: 2 },
    ])
    expect(report.total_clicks).toBe(14)
  })
})

test('recent clicks are the last 50, newest first, with all that is known of each', async () => {
  const clicks = Array.from({ length: 53 }, (_, n) => ({ referrer: `https://n${n}.example/` }))
  const { recent_clicks } = await seen(await clicked(clicks))
  expect(recent_clicks.map(({ referrer }) => referrer)).toEqual(
    Array.from({ length: 50 }, (_, n) => `n${52 - n}.example`),
  )
  for (const { country, ...click } of recent_clicks) {
    expect(String(country)).toMatch(/^([A-Z]{2}|null)$/)
    expect(click).toEqual({
      clicked_at: expect.stringMatching(MOMENT),
      referrer: expect.any(String),
      device: 'desktop',
      browser: 'Firefox',
      os: 'Windows',
      bot: false,
    })
  }
  const times = recent_clicks.map(({ clicked_at }) => Date.parse(clicked_at))
  expect(times).toEqual([...times].sort((a, b) => b - a))
})

test('no address and no user agent is in the answer', async () => {
  const text = JSON.stringify(await seen(await clicked([{ from: '203.0.113.99' }])))
  expect(text).not.toMatch(/203\.0\.113|Mozilla/)
})

describe('?bots=', () => {
  let link: LinkBody
  beforeAll(async () => {
    link = await clicked([
      { agent: 'desktop', referrer: 'https://people.example/' },
      { agent: 'mobile', referrer: 'https://people.example/' },
      { agent: 'crawler', referrer: 'https://bots.example/' },
    ])
  })

  test.each([
    ['', 3],
    ['?bots=include', 3],
    ['?bots=exclude', 2],
    ['?bots=only', 1],
  ])('%s filters every list, and no total', async (query, clicks) => {
    const report = await seen(link, query)
    expect(report).toMatchObject({ total_clicks: 3, bot_clicks: 1, unique_clicks: 2 })
    const lists: (keyof AnalyticsBody)[] = ['timeline', 'referrers', 'devices']
    for (const list of lists) expect(sum(report[list] as { clicks: number }[])).toBe(clicks)
    expect(report.recent_clicks).toHaveLength(clicks)
  })

  test('exclude and only show the people’s and the bots’ own', async () => {
    expect((await seen(link, '?bots=exclude')).referrers).toEqual([{ referrer: 'people.example', clicks: 2 }])
    expect((await seen(link, '?bots=only')).referrers).toEqual([{ referrer: 'bots.example', clicks: 1 }])
    expect((await seen(link, '?bots=only')).recent_clicks).toMatchObject([{ bot: true }])
  })
})

describe('the period', () => {
  let link: LinkBody
  beforeAll(async () => {
    link = await clicked([{}, {}])
  })

  test('is 30 days, the timeline starting not before the link did', async () => {
    const { timeline } = await seen(link)
    expect(timeline[0]?.date).toBe(link.created_at.slice(0, 10))
    expect(sum(timeline)).toBe(2)
    const long = await seen(link, '?from=2020-01-01')
    expect(long.timeline).toEqual(timeline)
  })

  test.each(['UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'])(
    'is cut into the days of a time zone: %s',
    async (tz) => {
      const { timeline } = await seen(link, `?tz=${tz}`)
      expect(timeline[0]?.date).toBe(dateIn(tz, link.created_at))
      expect(sum(timeline)).toBe(2)
    },
  )

  test('holds what lies inside of it; the totals are for all time', async () => {
    const report = await seen(link, '?from=2020-01-01&to=2020-01-31')
    expect(report).toMatchObject({ total_clicks: 2, unique_clicks: 1 })
    expect(report).toMatchObject({ timeline: [], referrers: [], devices: [], recent_clicks: [] })
  })

  test('may be given in days, the last one included, or in moments', async () => {
    const day = link.created_at.slice(0, 10)
    const next = new Date(Date.parse(day) + 86_400_000).toISOString()
    expect(sum((await seen(link, `?from=${day}`)).timeline)).toBe(2)
    expect(sum((await seen(link, `?from=${day}&to=${next.slice(0, 10)}`)).timeline)).toBe(2)
    expect(sum((await seen(link, `?from=${day}T00:00:00Z&to=${next}`)).timeline)).toBe(2)
    expect((await seen(link, `?to=${day}T00:00:00%2B00:00`)).timeline).toEqual([])
  })

  test.each([
    ['?from=soon', ['from']],
    ['?to=2030-02-30', ['to']],
    ['?tz=Mars/Olympus', ['tz']],
    ['?bots=maybe', ['bots']],
    ['?from=2030-01-02&to=2030-01-01', ['from']],
    ['?from=2030-01-01T00:00:00Z&to=1970-01-01T00:00:00Z', ['from']],
    ['?days=7', ['days']],
    ['?tz=UTC&tz=UTC', ['tz']],
    ['?from=x&to=y&tz=z&bots=a&more=1', ['bots', 'from', 'more', 'to', 'tz']],
    ['?interval=minute', ['interval']],
    ['?interval=hour&from=2026-01-01&to=2026-01-20', ['interval']],
    ['?device=phone&country=de', ['country', 'device']],
    [`?referrer=${'r'.repeat(254)}&browser=%00&os=`, ['browser', 'os', 'referrer']],
  ])('that cannot be is 422, every wrong parameter named: %s', async (query, fields) => {
    const answer = await server.api(key, 'GET', `/api/links/${link.link_id}/analytics${query}`)
    expect(await wrongFields(answer)).toEqual(fields)
  })
})

test('?interval=hour counts the hours of the time zone', async () => {
  const link = await clicked([{}, {}, { agent: 'crawler' }])
  const day = dateIn('Asia/Kathmandu', link.created_at)
  const report = await seen(link, `?interval=hour&tz=Asia/Kathmandu&bots=exclude&from=${day}`)
  expect(report).toMatchObject({ interval: 'hour', period_clicks: 2, period_bots: 1, period_uniques: 1 })
  expect(report.timeline.length % 24).toBe(0)
  expect(report.timeline[0]?.date).toBe(`${day}T00:00:00+05:45`)
  expect(sum(report.timeline)).toBe(2)
})

describe('filters', () => {
  let link: LinkBody
  beforeAll(async () => {
    link = await clicked([
      { agent: 'desktop', referrer: 'https://news.example/' },
      { agent: 'mobile', referrer: 'https://news.example/' },
      { agent: 'mobile', from: '127.0.0.9' },
      { agent: 'crawler', referrer: 'https://news.example/' },
    ])
  })

  test.each([
    ['?referrer=news.example', 3, 1],
    ['?referrer=direct', 1, 0],
    ['?device=mobile&referrer=news.example', 1, 0],
    ['?browser=Firefox&os=Windows', 1, 0],
    ['?referrer=news.example&bots=exclude', 2, 1],
    ['?referrer=news.example&bots=only', 1, 1],
    ['?os=never+seen', 0, 0],
  ])('%s hold for every list and the figures of the period, and no total', async (query, clicks, bots) => {
    const report = await seen(link, query)
    expect(report).toMatchObject({ total_clicks: 4, bot_clicks: 1 })
    expect(report).toMatchObject({ period_clicks: clicks, period_bots: bots, period_uniques: null })
    const lists: (keyof AnalyticsBody)[] = ['timeline', 'referrers', 'devices', 'countries']
    for (const list of lists) expect(sum(report[list] as { clicks: number }[])).toBe(clicks)
    expect(report.recent_clicks).toHaveLength(clicks)
  })

  test('a country that is not known is asked for as unknown', async () => {
    const { countries } = await seen(link, '?country=unknown')
    const unknown = (await seen(link)).countries.find(({ country }) => country === null)
    expect(countries).toEqual(unknown ? [unknown] : [])
    expect(unknown?.clicks).toBeGreaterThan(0)
  })
})

describe('all links of an account', () => {
  const account = async (who: string, query = '') => {
    const answer = await server.api(who, 'GET', `/api/analytics${query}`)
    expect(answer.status).toBe(200)
    return bodyOf<AccountBody>(answer)
  }

  test('are counted together, and the ten most clicked are named', async () => {
    const other = await server.user('all@example.com')
    expect(await account(other.key)).toMatchObject({ total_clicks: 0, links: [], recent_clicks: [] })
    const made = await Promise.all(Array.from({ length: 12 }, () => make(server, other.key)))
    for (const [n, { slug }] of made.entries())
      for (let click = 0; click <= n; click++) await server.visit(slug, { 'User-Agent': AGENTS.desktop })
    await server.visit(made[0]?.slug ?? '', { 'User-Agent': AGENTS.crawler })
    await counted(server, key)
    const report = await account(other.key)
    expect(report).toMatchObject({ total_clicks: 79, period_clicks: 79, period_bots: 1, unique_clicks: 12 })
    expect(sum(report.timeline)).toBe(79)
    expect(report.links.map(({ link_id, clicks }) => [link_id, clicks])).toEqual(
      made
        .map(({ link_id }, n) => [link_id, n + 1] as [string, number])
        .slice(2)
        .reverse(),
    )
    expect(report.links[0]?.short_url).toBe(made[11]?.short_url as string)
    expect(report.recent_clicks).toHaveLength(50)
    const bots = report.recent_clicks.filter(({ bot }) => bot)
    expect(bots).toMatchObject([{ slug: made[0]?.slug, link_id: made[0]?.link_id }])
    const times = report.recent_clicks.map(({ clicked_at }) => Date.parse(clicked_at))
    expect(times).toEqual([...times].sort((a, b) => b - a))
    const filtered = await account(other.key, '?bots=only&device=other')
    expect(filtered).toMatchObject({ period_clicks: 1, links: [{ link_id: made[0]?.link_id, clicks: 1 }] })
    expect((await account(other.key)).recent_clicks[0]).not.toHaveProperty('n')
  })

  test('are living ones, and nobody else’s', async () => {
    const other = await server.user('deleted@example.com')
    const [kept, gone] = [await make(server, other.key), await make(server, other.key)]
    for (const { slug } of [kept, gone]) await server.visit(slug)
    await counted(server, key)
    expect((await account(other.key)).total_clicks).toBe(2)
    await server.api(other.key, 'DELETE', `/api/links/${gone.link_id}`)
    expect(await account(other.key)).toMatchObject({ total_clicks: 1, links: [{ link_id: kept.link_id }] })
  })
})

describe('clicks as CSV', () => {
  const csv = async (who: string, path: string) => {
    const answer = await server.api(who, 'GET', path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toStartWith('attachment; filename="clicks')
    const text = await answer.text()
    expect(text).toEndWith('\r\n')
    return text.trimEnd().split('\r\n')
  }
  const HEAD = 'clicked_at,slug,referrer,country,device,browser,os,bot'

  test('are the clicks of a link, oldest first, with filters', async () => {
    const link = await clicked([
      { agent: 'desktop', referrer: 'https://news.example/' },
      { agent: 'crawler', referrer: 'https://-formula.example/' },
    ])
    const [head, first, second, ...more] = await csv(key, `/api/links/${link.link_id}/clicks.csv`)
    expect([head, more]).toEqual([HEAD, []])
    const cells = first?.split(',') ?? []
    expect(cells[0]).toMatch(MOMENT)
    expect([cells[1], cells[2], ...cells.slice(4)]).toEqual([
      link.slug,
      'news.example',
      'desktop',
      'Firefox',
      'Windows',
      'false',
    ])
    expect(second).toContain(",'-formula.example,")
    const query = '?bots=only&from=2020-01-01'
    expect(await csv(key, `/api/links/${link.link_id}/clicks.csv${query}`)).toEqual([HEAD, second as string])
    expect(await csv(key, `/api/links/${link.link_id}/clicks.csv?to=2020-01-01`)).toEqual([HEAD])
  })

  test('are those of all links, and every one', async () => {
    const other = await server.user('csv@example.com')
    const made = [await make(server, other.key), await make(server, other.key)]
    for (let n = 0; n < 40; n++) await server.visit(made[n % 2]?.slug ?? '', { 'User-Agent': AGENTS.mobile })
    await counted(server, key)
    const [, ...rows] = await csv(other.key, '/api/clicks.csv')
    expect(rows.map((row) => row.split(',')[1])).toEqual([
      ...Array<string>(20).fill(made[0]?.slug ?? ''),
      ...Array<string>(20).fill(made[1]?.slug ?? ''),
    ])
  })

  test('of another account’s link, or for a wrong question, are refused', async () => {
    const link = await make(server, key)
    const other = await server.user('other@example.com')
    const path = `/api/links/${link.link_id}/clicks.csv`
    expect((await server.api(other.key, 'GET', path)).status).toBe(404)
    expect(await wrongFields(await server.api(key, 'GET', `${path}?tz=UTC&from=x`))).toEqual(['from', 'tz'])
  })
})
