import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'

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

const PAGES = ['/', '/plans', '/docs/errors', '/r/no-such-link', '/nowhere']

test.each(PAGES)(
  'the page %s stands on a desktop and on a phone, in light and dark, and asks nobody else',
  async (path) => {
    for (const viewport of [DESKTOP, PHONE])
      for (const scheme of ['light', 'dark'] as const) {
        const seen = await open(server.url + path, viewport, scheme)
        const { page } = seen
        expect(foreign(seen)).toEqual([])
        expect(seen.console.filter((line) => !line.includes('404'))).toEqual([])
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
