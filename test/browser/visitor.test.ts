import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import { picture, standsInEveryLook } from '../support/looks.ts'
import { cookiesOf } from '../support/people.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { Session } from '../support/session.ts'
import { watch } from '../support/watch.ts'

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

async function open(url: string, viewport = DESKTOP) {
  const page = await browser.newPage({ viewport })
  const seen = watch(page, server.url)
  await page.goto(url)
  return { page, seen }
}

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
  const { page, seen } = await open(short_url, viewport)
  expect(await page.content()).not.toContain(String(elsewhere.port))
  expect(seen.foreign()).toEqual([])

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

/** Opens a page, and holds it to its standards; what is done on it first is `act`. */
async function expectToStand(path: string, act: (page: Page) => Promise<void> = async () => undefined) {
  const page = await browser.newPage()
  const seen = watch(page, server.url)
  await page.goto(server.url + path)
  await act(page)
  await standsInEveryLook(page, path.replaceAll('/', '_'))
  expect({ path, said: seen.console, foreign: seen.foreign() }).toEqual({ path, said: [], foreign: [] })
  await page.close()
}

test.each(PAGES)(
  'the page %s stands on a desktop and on a phone, in light and dark, and asks nobody else',
  (path) => expectToStand(path),
)

test('so do the pages in front of a link: the password, a wrong one, and the end', async () => {
  const gated = await link({ password: 'öpen sesame' })
  await expectToStand(`/r/${gated.slug}`)
  await expectToStand(`/r/${gated.slug}`, async (page) => {
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button').click()
    await page.waitForSelector('[role=alert]')
  })
  const ended = await link({ expires_at: new Date(Date.now() + 1000).toISOString() })
  await eventually(async () => ((await server.visit(ended.slug)).status === 410 ? true : null))
  await expectToStand(`/r/${ended.slug}`)
})

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
