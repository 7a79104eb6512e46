import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { AGENTS, counted, type LinkBody, make } from '../http/answers.ts'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import { expectGoodStanding, openDashboard } from '../support/dashboard.ts'
import { writePast } from '../support/history.ts'
import { picture } from '../support/looks.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { Session } from '../support/session.ts'
import { settled } from '../support/watch.ts'

let server: TestServer
let ann: TestUser
let session: Session
let browser: Browser
let past: string

const VISITOR = '203.0.113.1'

beforeAll(async () => {
  server = await startServer({ FLUXLY_TRUSTED_PROXIES: '127.0.0.1', FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
  ;[past = ''] = await writePast(server, ann, [
    {
      slug: 'spring-sale',
      target: 'https://shop.example.com/spring?utm_source=newsletter',
      days: 400,
      perDay: 42,
    },
    { slug: 'docs', target: 'https://docs.example.com/', days: 120, perDay: 15 },
    { slug: 'release-notes', target: 'https://example.com/changes', days: 40, perDay: 6 },
  ])
  session = new Session(server)
  await session.signIn('ann@example.com')
  browser = await openBrowser()
})

afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

afterAll(async () => {
  await browser.close()
  await server.end()
})

interface Visit {
  agent?: keyof typeof AGENTS
  referrer?: string
  from?: string
}

const visit = ({ slug }: { slug: string }, { agent = 'desktop', referrer, from = VISITOR }: Visit = {}) =>
  server.visit(slug, {
    'User-Agent': AGENTS[agent],
    'X-Forwarded-For': from,
    ...(referrer === undefined ? {} : { Referer: referrer }),
  })

/** A link with these clicks, counted. */
async function clicked(visits: Visit[], fields: Record<string, unknown> = {}): Promise<LinkBody> {
  const link = await make(server, ann.key, fields)
  for (const one of visits) await visit(link, one)
  if (visits.length > 0) await counted(server, ann.key)
  return link
}

const pageOf = ({ link_id }: { link_id: string }, query = '') => `/dashboard/links/${link_id}${query}`
const open = async (path: string, looks = {}) => openDashboard(browser, server, session, path, looks)

/** A figure as it stands under its name. */
const figure = (page: Page, title: string) =>
  page
    .locator('dl > div', { has: page.getByText(title, { exact: true }) })
    .locator('dd')
    .first()

const shows = (page: Page, title: string, value: string) =>
  figure(page, title)
    .filter({ hasText: new RegExp(`^${value}`) })
    .waitFor()

const recent = (page: Page) => page.getByRole('list', { name: 'Recent clicks' }).getByRole('listitem')
const card = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
const isLive = (page: Page) => page.getByText('live', { exact: true }).waitFor()
/** A choice of a row of them; the radio lies invisible over its label. */
const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check()

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)('on a %s', (_, viewport) => {
  test('a click arrives by itself, in the list, the figures and the cards', async () => {
    const link = await clicked([{ referrer: 'https://old.example.com/' }])
    const { page, seen } = await open(pageOf(link), { viewport })
    await isLive(page)
    await shows(page, 'Clicks', '1')
    await visit(link, { agent: 'mobile', referrer: 'https://news.example.com/today', from: '203.0.113.9' })
    await recent(page).filter({ hasText: 'news.example.com' }).waitFor()
    expect(await recent(page).count()).toBe(2)
    expect(await recent(page).first().textContent()).toContain('news.example.com')
    await shows(page, 'Clicks', '2')
    await shows(page, 'Unique visitors', '2')
    await card(page, 'referrers').getByRole('button', { name: 'news.example.com' }).waitFor()
    await page.getByText('1 new click', { exact: true }).waitFor({ state: 'attached' })
    expect(await recent(page).count()).toBe(2)
    expect(seen.console).toEqual([])
    expect(seen.requests.filter((url) => url.includes('/dashboard/links/')).length).toBe(1)
  })

  test('the first click of a link ends its being empty', async () => {
    const link = await clicked([])
    const { page } = await open(pageOf(link), { viewport })
    await page.getByText('No clicks yet').waitFor()
    await picture(page, `link-empty-${viewport.width}`)
    await visit(link)
    await recent(page).first().waitFor()
    await shows(page, 'Clicks', '1')
  })

  test('a press on a referrer shows its clicks only, and a chip takes the filter away', async () => {
    const news = { referrer: 'https://news.example.com/' }
    const link = await clicked([news, news, { agent: 'mobile' }])
    const { page } = await open(pageOf(link), { viewport })
    await card(page, 'referrers').getByRole('button', { name: 'news.example.com' }).click()
    await shows(page, 'Clicks', '2')
    expect(new URL(page.url()).searchParams.get('referrer')).toBe('news.example.com')
    expect(await recent(page).count()).toBe(2)
    expect(await card(page, 'devices').getByRole('button').count()).toBe(1)
    expect(await figure(page, 'Unique visitors').textContent()).toContain('not counted with filters')

    await isLive(page)
    await visit(link, { agent: 'mobile' })
    await visit(link, news)
    await shows(page, 'Clicks', '3')
    expect(await recent(page).count()).toBe(3)

    await page.getByRole('button', { name: 'Remove the filter Referrer: news.example.com' }).focus()
    await page.keyboard.press('Enter')
    await shows(page, 'Clicks', '5')
    expect(new URL(page.url()).searchParams.has('referrer')).toBe(false)
  })
})

test('filters add up, and Clear takes all of them away', async () => {
  const link = await clicked([
    { agent: 'mobile' },
    { agent: 'desktop' },
    { agent: 'desktop', referrer: 'https://a.example/' },
  ])
  const { page } = await open(pageOf(link))
  await card(page, 'devices').getByRole('button', { name: 'Desktop' }).click()
  await shows(page, 'Clicks', '2')
  await card(page, 'referrers').getByRole('button', { name: 'a.example' }).click()
  await shows(page, 'Clicks', '1')
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await shows(page, 'Clicks', '3')
  expect(await page.getByRole('list', { name: 'Filters' }).count()).toBe(0)
})

test('bots are counted with people, left out, or looked at alone', async () => {
  const link = await clicked([{ agent: 'desktop' }, { agent: 'crawler' }, { agent: 'crawler' }])
  const { page } = await open(pageOf(link))
  await shows(page, 'Clicks', '3')
  await choose(page, 'People')
  await shows(page, 'Clicks', '1')
  expect(await recent(page).count()).toBe(1)
  expect(await recent(page).getByText('bot', { exact: true }).count()).toBe(0)
  await choose(page, 'Bots')
  await shows(page, 'Clicks', '2')
  expect(await recent(page).getByText('bot', { exact: true }).count()).toBe(2)
  await shows(page, 'Bots', '2')
})

describe('the range', () => {
  const asked = (seen: { requests: string[] }) =>
    new URL(seen.requests.findLast((url) => url.includes('/analytics?')) ?? 'http://none').searchParams

  test('is kept in the address, and Back takes it back', async () => {
    const { page, seen } = await open(`/dashboard/links/${past}`)
    const days = await figure(page, 'Clicks').textContent()
    await choose(page, '7 days')
    await page.waitForURL(/range=7d/)
    await settled(page)
    expect(asked(seen).get('tz')).toBe('Europe/Berlin')
    expect(await figure(page, 'Clicks').textContent()).not.toBe(days)
    await choose(page, '12 months')
    await page.waitForURL(/range=12m/)
    await page.goBack()
    await page.waitForURL(/range=7d/)
    expect(await page.getByRole('radio', { name: '7 days' }).isChecked()).toBe(true)
    await page.goBack()
    await shows(page, 'Clicks', days ?? '-')
    expect(await page.getByRole('radio', { name: '30 days' }).isChecked()).toBe(true)
  })

  test('can be shown by the hour where it is short', async () => {
    const { page, seen } = await open(`/dashboard/links/${past}?range=7d&as=table`)
    const rows = page.getByRole('region', { name: 'Clicks over time, as a table' }).getByRole('row')
    expect(await rows.count()).toBe(8)
    await choose(page, 'Hours')
    await page.waitForURL(/by=hour/)
    await settled(page)
    expect(asked(seen).get('interval')).toBe('hour')
    expect(await rows.count()).toBeGreaterThan(6 * 24)
    await choose(page, '90 days')
    await settled(page)
    expect(await page.getByRole('radio', { name: 'Hours' }).count()).toBe(0)
  })

  test('can be of one’s own choice', async () => {
    const { page, seen } = await open(`/dashboard/links/${past}`)
    await choose(page, 'Custom')
    const to = await page.getByLabel('Last day').inputValue()
    const from = new Date(Date.parse(to) - 2 * 86_400_000).toISOString().slice(0, 10)
    await page.getByLabel('First day').fill(from)
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(`**/*from=${from}*`)
    await settled(page)
    expect([asked(seen).get('from'), asked(seen).get('to')]).toEqual([from, to])
  })

  test('says where the plan keeps less than was asked for', async () => {
    const free = await server.user('free@example.com', 'free')
    const [old = ''] = await writePast(server, free, [
      { slug: 'old', target: 'https://example.com/', days: 50, perDay: 2 },
    ])
    const visitor = new Session(server)
    await visitor.signIn('free@example.com')
    const { page } = await openDashboard(browser, server, visitor, `/dashboard/links/${old}?range=90d`)
    await page.getByText('The Free plan keeps 30 days').waitFor()
    await choose(page, '7 days')
    await page.getByText('The Free plan keeps 30 days').waitFor({ state: 'detached' })
  })
})

test('a day is the viewer’s day', async () => {
  const link = await clicked([{}])
  const { page } = await open(pageOf(link, '?range=today&by=day&tz=Pacific/Kiritimati&as=table'))
  const there = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Pacific/Kiritimati',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(new Date())
  await page.getByRole('row', { name: `${there} 1` }).waitFor()
  await page.getByRole('button', { name: 'Remove the filter Time zone: Pacific/Kiritimati' }).waitFor()
})

test('the chart is read with the arrow keys, and as a sentence and a table', async () => {
  const { page, seen } = await open(`/dashboard/links/${past}?range=7d`)
  const chart = page.getByRole('application', { name: 'Clicks over time' })
  await chart.focus()
  const tip = page.locator('.recharts-tooltip-wrapper')
  await tip.getByText('clicks').waitFor()
  const first = await tip.textContent()
  await page.keyboard.press('ArrowRight')
  await eventually(async () => ((await tip.textContent()) === first ? null : true))
  const words = await page.getByText(/ clicks from .* to .*; the most, /).textContent()
  await choose(page, 'Table')
  const table = page.getByRole('region', { name: 'Clicks over time, as a table' })
  const cells = await table.getByRole('cell').allTextContents()
  const sum = cells.reduce((all, text) => all + Number(text.replaceAll(',', '')), 0)
  expect(words).toStartWith(`${sum.toLocaleString('en-GB')} clicks`)
  expect((await figure(page, 'Clicks').textContent())?.replaceAll(',', '')).toBe(String(sum))
  expect(seen.console).toEqual([])
})

test('the days under the chart are those of its points, up to the end', async () => {
  const { page } = await open(`/dashboard/links/${past}`)
  const ticks = await page
    .locator('.recharts-xAxis-tick-labels .recharts-cartesian-axis-tick-value')
    .allTextContents()
  expect(ticks.length).toBeGreaterThan(4)
  expect(new Set(ticks).size).toBe(ticks.length)
  const named = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'Europe/Berlin',
  })
  const lastDays = Array.from({ length: 6 }, (_, ago) => named.format(Date.now() - ago * 86_400_000))
  expect(lastDays).toContain(ticks.at(-1) ?? '')
})

test('the place that one is at is marked, and no other', async () => {
  const { page } = await open('/dashboard/analytics')
  const marked = page.locator('nav[aria-label=Dashboard] [aria-current=page]:visible')
  expect(await marked.allTextContents()).toEqual(['Analytics'])
})

test('CSV holds the clicks that are looked at', async () => {
  const link = await clicked([{ referrer: 'https://a.example/' }, { agent: 'mobile' }, { agent: 'mobile' }])
  const { page } = await open(pageOf(link, '?device=mobile'))
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const lines = (await Bun.file(await (await coming).path()).text()).trim().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines.slice(1).every((line) => line.includes('mobile'))).toBe(true)
})

test('what strangers send is text', async () => {
  const link = await make(server, ann.key)
  const bad = '<img src=x onerror=alert(1)>'
  for (const agent of [bad, `Mozilla/5.0 ${bad}/1.0 (${bad})`])
    await server.visit(link.slug, {
      'User-Agent': agent,
      Referer: `https://xn--${'a'.repeat(40)}.example/${bad}`,
    })
  await counted(server, ann.key)
  const { page, seen } = await open(pageOf(link, `?browser=${encodeURIComponent(bad)}`))
  await page.getByRole('button', { name: bad }).waitFor()
  await page.goto(server.url + pageOf(link))
  await settled(page)
  expect(await recent(page).count()).toBe(2)
  expect(await page.locator('#app img').count()).toBe(0)
  expect(seen.console).toEqual([])
  expect(seen.foreign()).toEqual([])
})

test('the account’s view adds its links up, leads to each with the same view, and hears all of them', async () => {
  const { page } = await open('/dashboard/analytics?range=90d')
  await isLive(page)
  const link = await clicked([{ referrer: 'https://everywhere.example/' }])
  const row = recent(page).filter({ hasText: 'everywhere.example' })
  await row.getByRole('link', { name: link.slug }).waitFor()
  await card(page, 'links').getByRole('link', { name: 'spring-sale' }).click()
  await page.waitForURL(`**/dashboard/links/${past}?range=90d`)
  await page.getByRole('heading', { level: 1, name: 'spring-sale' }).waitFor()
})

test('the page of a link says what the link is, and changes and deletes it', async () => {
  const link = await clicked([], { target_url: 'https://example.com/before', password: 'sesame sesame' })
  const { page, seen } = await open(pageOf(link))
  await page.getByRole('link', { name: 'example.com/before' }).waitFor()
  await page.getByText('yes', { exact: true }).waitFor()
  await page.getByRole('button', { name: `Copy ${link.short_url}` }).click()
  await page.getByText('Copied', { exact: true }).first().waitFor({ state: 'attached' })
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(link.short_url)
  await page.getByRole('button', { name: 'QR' }).click()
  await page.getByRole('img', { name: 'QR code' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Target').fill('https://example.com/after')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'example.com/after' }).waitFor()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.waitForURL('**/dashboard')
  await page.getByText('Deleted').waitFor()
  expect((await server.visit(link.slug)).status).toBe(404)
  expect(seen.console).toEqual([])
})

test('a link that is not there is answered with words and a way back', async () => {
  const { page } = await open('/dashboard/links/lnk_000000000000')
  await page.getByRole('heading', { name: 'There is no such link' }).waitFor()
  await page.getByRole('link', { name: 'Go to your links' }).click()
  await page.waitForURL('**/dashboard')
})

test.each([() => `/dashboard/links/${past}?country=DE&range=custom`, () => '/dashboard/analytics'])(
  'on a phone everything that can be pressed is as large as a fingertip',
  async (path) => {
    const { page } = await open(path(), { viewport: PHONE })
    const sizes = await page
      .locator('main :is(a, button, select, input)')
      .filter({ visible: true })
      .evaluateAll((all) =>
        all.map((one) => ({
          name: one.outerHTML.slice(0, 120),
          height: (one as unknown as { offsetHeight: number }).offsetHeight,
        })),
      )
    expect(sizes.length).toBeGreaterThan(30)
    expect(sizes.filter(({ height }) => height < 44)).toEqual([])
  },
)

test.each([
  ['link', () => `/dashboard/links/${past}`],
  ['link-year-filtered', () => `/dashboard/links/${past}?range=12m&country=DE`],
  ['link-today-table', () => `/dashboard/links/${past}?range=7d&by=hour&as=table`],
  ['link-custom', () => `/dashboard/links/${past}?range=custom`],
  ['account', () => '/dashboard/analytics'],
  ['account-today', () => '/dashboard/analytics?range=today'],
])(
  'the page %s stands on a desktop and a phone, in light and dark',
  (name, path) => expectGoodStanding(browser, server, session, path(), `stats-${name}`),
  60_000,
)

test('a server that comes back is found again, and what was clicked meanwhile is there', async () => {
  const link = await clicked([{}])
  const { page } = await open(pageOf(link))
  await isLive(page)
  await server.end()
  await page.getByText('reconnecting', { exact: true }).waitFor()
  await server.restart()
  await visit(link, { referrer: 'https://meanwhile.example/' })
  await recent(page).filter({ hasText: 'meanwhile.example' }).waitFor()
  await shows(page, 'Clicks', '2')
  await isLive(page)
}, 30_000)
