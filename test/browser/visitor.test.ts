import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import { cookiesOf } from '../support/dashboard.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { Session } from '../support/session.ts'

let server: TestServer
let user: TestUser
let browser: Browser
/** Where links lead in these tests: another origin, as in life. */
let elsewhere: ReturnType<typeof Bun.serve>

beforeAll(async () => {
  elsewhere = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => new Response('<h1>Arrived</h1>', { headers: { 'Content-Type': 'text/html' } }),
  })
  server = await startServer()
  user = await server.user('marketer@example.com')
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  await server.end()
  elsewhere.stop(true)
})

async function link(fields: object): Promise<{ link_id: string; slug: string; short_url: string }> {
  const answer = await server.api(user.key, 'POST', '/api/links', {
    target_url: `http://127.0.0.1:${elsewhere.port}/page`,
    ...fields,
  })
  expect(answer.status).toBe(201)
  return (await answer.json()) as { link_id: string; slug: string; short_url: string }
}

interface Seen {
  page: Page
  /** What the page said to the console, and whom it asked. */
  console: string[]
  requests: string[]
}

async function open(url: string, viewport = DESKTOP, colorScheme: 'light' | 'dark' = 'light'): Promise<Seen> {
  const page = await browser.newPage({ viewport, colorScheme })
  const seen: Seen = { page, console: [], requests: [] }
  page.on('console', (message) => seen.console.push(message.text()))
  page.on('pageerror', (error) => seen.console.push(error.message))
  page.on('request', (request) => seen.requests.push(request.url()))
  await page.goto(url)
  return seen
}

/** Takes a picture where FLUXLY_SCREENSHOTS names a folder for them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.FLUXLY_SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

/** Everything that was asked for beside the pages of our own server. */
const foreign = ({ requests }: Seen) => requests.filter((url) => !url.startsWith(server.url))

const clicks = async (id: string) => {
  const answer = await server.api(user.key, 'GET', `/api/links/${id}/analytics`)
  return (await answer.json()) as { total_clicks: number; devices: { device: string }[] }
}

test('a visitor arrives, and the click is read back', async () => {
  const { link_id, short_url } = await link({})
  const { page } = await open(short_url)
  expect(await page.textContent('h1')).toBe('Arrived')
  const seen = await eventually(async () =>
    (await clicks(link_id)).total_clicks === 1 ? clicks(link_id) : null,
  )
  expect(seen.total_clicks).toBe(1)
  await page.close()
})

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)('a gated link opens with its password, on a %s', async (_, viewport) => {
  const { link_id, short_url } = await link({ password: 'öpen sesame' })
  const seen = await open(short_url, viewport)
  const { page } = seen
  expect(await page.content()).not.toContain(String(elsewhere.port))
  expect(foreign(seen)).toEqual([])

  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[role=alert]')
  expect(await page.textContent('[role=alert]')).toContain('not the password')
  await picture(page, `gate-${viewport.width}`)
  expect(page.url()).toBe(short_url)

  await page.getByLabel('Password').fill('öpen sesame')
  await page.getByRole('button').click()
  await page.waitForURL(`http://127.0.0.1:${elsewhere.port}/page`)
  expect(await page.textContent('h1')).toBe('Arrived')
  await eventually(async () => ((await clicks(link_id)).total_clicks === 1 ? true : null))
  await page.close()
})

const PAGES = ['/', '/docs', '/reference', '/plans', '/docs/errors', '/r/no-such-link', '/nowhere']
const LOOKS = [DESKTOP, PHONE].flatMap((viewport) =>
  (['light', 'dark'] as const).map((scheme) => ({ viewport, scheme })),
)

test.each(PAGES)(
  'the page %s stands on a desktop and on a phone, in light and dark, and asks nobody else',
  async (path) => {
    for (const { viewport, scheme } of LOOKS) {
      const seen = await open(server.url + path, viewport, scheme)
      const { page } = seen
      expect(foreign(seen)).toEqual([])
      expect(seen.console.filter((line) => !/ status of 40[14] /.test(line))).toEqual([])
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow).toBe(0)
      await picture(page, `${path.replaceAll('/', '_')}-${viewport.width}-${scheme}`)
      await page.close()
    }
  },
)

interface Violation {
  id: string
  nodes: { html: string; failureSummary: string }[]
}

/** Where the page asks for a password, it is shown as it looks after a wrong one. */
async function tryPassword(page: Page): Promise<void> {
  if ((await page.locator('input[type=password]').count()) === 0) return
  await page.getByLabel('Password').fill('wrong')
  await page.getByRole('button').click()
  await page.waitForSelector('[role=alert]')
}

/** What axe-core finds wrong. The page's policy keeps foreign scripts out, so it is set aside for this one. */
async function violations(url: string, viewport: typeof DESKTOP, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ bypassCSP: true, viewport, colorScheme })
  const page = await context.newPage()
  await page.goto(url)
  await tryPassword(page)
  await page.evaluate(axe.source)
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
  await context.close()
  return found.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.failureSummary + node.html) }))
}

test('axe-core finds nothing wrong with any page, on a desktop and on a phone, in light and dark', async () => {
  const gated = await link({ password: 'öpen sesame' })
  const ended = await link({ expires_at: new Date(Date.now() + 1000).toISOString() })
  await eventually(async () => ((await server.visit(ended.slug)).status === 410 ? true : null))
  for (const path of [...PAGES, `/r/${gated.slug}`, `/r/${ended.slug}`])
    for (const { viewport, scheme } of LOOKS) {
      const found = await violations(server.url + path, viewport, scheme)
      expect({ path, scheme, width: viewport.width, found }).toMatchObject({ found: [] })
    }
}, 60_000)

test('the documentation shows one language at a time, chosen with the keyboard, without any script', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  await page.goto(`${server.url}/docs`)
  const shown = () =>
    page
      .locator('[data-lang]:visible')
      .evaluateAll((all) => [...new Set(all.map((block) => block.getAttribute('data-lang')))])
  expect(await shown()).toEqual(['curl'])
  await page.getByRole('radio', { name: 'curl' }).focus()
  await page.keyboard.press('ArrowRight')
  expect(await shown()).toEqual(['node'])
  await page.keyboard.press('ArrowRight')
  expect(await shown()).toEqual(['python'])
  expect(await page.locator('button[data-copy]:visible').count()).toBe(0)
  await page.close()
})

test('a block of code is copied with its button', async () => {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const page = await context.newPage()
  await page.goto(`${server.url}/docs`)
  await page.getByRole('button', { name: 'Copy' }).first().click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(
    'export FLUXLY_KEY=fluxly_live_…',
  )
  await context.close()
})

describe('the first page', () => {
  let session: Session

  beforeAll(async () => {
    session = new Session(server)
    await session.signIn(user.email)
  })

  /** The first page as somebody sees it who is signed in. */
  async function signedIn(viewport = DESKTOP): Promise<Page> {
    const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] })
    await context.addCookies(cookiesOf(session, server))
    const page = await context.newPage()
    await page.goto(server.url)
    await page.getByRole('link', { name: 'dashboard' }).waitFor()
    return page
  }

  const place = (page: Page) => page.locator('h1').boundingBox()

  test('invites who is not signed in, and shows no form', async () => {
    const { page } = await open(server.url)
    expect(await page.getByRole('link', { name: 'Create an account' }).isVisible()).toBe(true)
    expect(await page.getByLabel('Shorten a URL').isVisible()).toBe(false)
    await page.close()
  })

  test.each([DESKTOP, PHONE])(
    'shortens at once for who is signed in, without moving the page: $width',
    async (viewport) => {
      const stranger = await open(server.url, viewport)
      const before = await place(stranger.page)
      await stranger.page.close()
      const page = await signedIn(viewport)
      expect(await place(page)).toEqual(before)
      expect(await page.getByRole('link', { name: 'Create an account' }).isVisible()).toBe(false)

      await page.keyboard.type('example.com/very/long')
      await page.keyboard.press('Enter')
      const short = page.locator('[data-said] a')
      await short.waitFor()
      const shortUrl = (await short.textContent()) ?? ''
      expect(shortUrl).toStartWith(`${server.url}/r/`)
      await page.getByText('Copied.').waitFor()
      expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(shortUrl)
      const led = await server.visit(shortUrl.split('/r/')[1] ?? '')
      expect(led.headers.get('location')).toBe('https://example.com/very/long')
      expect(await place(page)).toEqual(before)
      await picture(page, `_signed-in-${viewport.width}`)
      await page.context().close()
    },
  )

  test('says what is wrong with a URL, and lets it be corrected', async () => {
    const page = await signedIn()
    const field = page.getByLabel('Shorten a URL')
    await field.fill('javascript:alert(1)')
    await field.press('Enter')
    await page.getByText(/^The URL must/).waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await field.fill('https://example.com/')
    await field.press('Enter')
    await page.locator('[data-said] a').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe(null)
    await page.context().close()
  })
})
