import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { type LinkBody, make } from '../http/answers.ts'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import { expectGoodStanding, openDashboard } from '../support/dashboard.ts'
import { picture } from '../support/looks.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { Session } from '../support/session.ts'

let server: TestServer
let ann: TestUser
let session: Session
let browser: Browser

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
  session = await signedIn('ann@example.com')
  browser = await openBrowser()
})

afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

afterAll(async () => {
  await browser.close()
  await server.end()
})

async function signedIn(email: string): Promise<Session> {
  const fresh = new Session(server)
  await fresh.signIn(email)
  return fresh
}

const open = (path = '/dashboard', looks = {}, as = session) =>
  openDashboard(browser, server, as, path, looks)

const field = (page: Page) => page.getByLabel('Target: the long URL')
const rows = (page: Page) => page.getByRole('list', { name: 'Links' }).getByRole('listitem')
const row = (page: Page, { slug }: { slug: string }) => rows(page).filter({ hasText: slug })
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')
const locationOf = async (slug: string) => (await server.visit(slug)).headers.get('location')

/** Chooses from a link's menu. */
async function choose(page: Page, link: { slug: string }, entry: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${link.slug}` }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)('on a %s', (_, viewport) => {
  test('a pasted URL and Enter make a link, and its short URL is on the clipboard', async () => {
    const { page, seen } = await open('/dashboard', { viewport })
    await field(page).fill(`example.com/quick/${viewport.width}`)
    await field(page).press('Enter')
    await page.getByText('Made and copied').waitFor()
    const shortUrl = await clipboard(page)
    expect(shortUrl).toStartWith(`${server.url}/r/`)
    const slug = shortUrl.split('/r/')[1] ?? ''
    expect(await locationOf(slug)).toBe(`https://example.com/quick/${viewport.width}`)
    await row(page, { slug }).waitFor()
    expect(await field(page).inputValue()).toBe('')
    expect(seen.console).toEqual([])
  })

  test('a slug, a password and an expiry can be given, and the gate opens with the password', async () => {
    const slug = `launch-${viewport.width}`
    const { page } = await open('/dashboard', { viewport })
    await field(page).fill(`${server.url.replace('127.0.0.1', 'localhost')}/docs`)
    await page.getByRole('button', { name: /options/ }).click()
    await page.getByLabel('Slug', { exact: true }).fill(slug)
    await page.getByLabel('Password').fill('open sesame')
    await page.getByLabel('Expiry').fill('2030-01-02T10:00')
    await picture(page, `links-options-${viewport.width}`)
    await page.getByRole('button', { name: 'Shorten' }).click()
    await row(page, { slug }).waitFor()
    expect(await row(page, { slug }).getByText('password').filter({ visible: true }).count()).toBe(1)
    const made = await session.ask<LinkBody[]>(200, 'GET', `/api/links?search=${slug}`)
    expect(made[0]).toMatchObject({ has_password: true, expires_at: '2030-01-02T09:00:00+00:00' })

    const visitor = await browser.newPage({ viewport })
    await visitor.goto(`${server.url}/r/${slug}`)
    await visitor.getByLabel('Password').fill('open sesame')
    await visitor.getByRole('button').click()
    await visitor.waitForURL('**/docs')
    await visitor.context().close()
  })

  test('a change holds on the next visit', async () => {
    const link = await make(server, ann.key, { target_url: 'https://example.com/before' })
    const { page } = await open(`/dashboard?search=${link.slug}`, { viewport })
    await choose(page, link, 'Edit')
    await page.getByLabel('Target', { exact: true }).fill('https://example.com/after')
    await picture(page, `links-edit-${viewport.width}`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    expect(await locationOf(link.slug)).toBe('https://example.com/after')
    await row(page, link).getByText('example.com/after').waitFor()
  })

  test('a deleted link is gone at once, and comes back when that is undone', async () => {
    const link = await make(server, ann.key)
    const { page } = await open(`/dashboard?search=${link.slug}`, { viewport })
    await choose(page, link, 'Delete')
    await row(page, link).waitFor({ state: 'detached' })
    await page.getByText('Deleted').waitFor()
    expect((await server.visit(link.slug)).status).toBe(404)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Restored').waitFor()
    expect((await server.visit(link.slug)).status).toBe(302)
    await row(page, link).waitFor()
  })
})

test('what is wrong is said at the field that it is wrong in', async () => {
  const { page } = await open()
  await field(page).fill('javascript:alert(1)')
  await field(page).press('Enter')
  await page.getByRole('alert').waitFor()
  expect(await field(page).getAttribute('aria-invalid')).toBe('true')
  expect(await field(page).evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true)

  const taken = await make(server, ann.key)
  await field(page).fill('https://example.com/')
  await page.getByRole('button', { name: /options/ }).click()
  await page.getByLabel('Slug', { exact: true }).fill(taken.slug)
  await page.getByRole('button', { name: 'Shorten' }).click()
  await page.getByRole('alert').getByText('taken').waitFor()
  expect(await page.getByLabel('Slug', { exact: true }).getAttribute('aria-invalid')).toBe('true')
  expect(await field(page).inputValue()).toBe('https://example.com/')
})

describe('a long list', () => {
  let ben: Session

  beforeAll(async () => {
    const { key } = await server.user('ben@example.com')
    ben = await signedIn('ben@example.com')
    for (let n = 1; n <= 35; n++)
      await make(server, key, {
        custom_slug: `page-${n}`,
        target_url: `https://example.com/${n % 2 ? 'odd' : 'even'}`,
      })
    await server.visit('page-7')
    await eventually(async () =>
      (await ben.ask<LinkBody[]>(200, 'GET', '/api/links?sort=clicks'))[0]?.click_count === 1 ? true : null,
    )
  })

  test('comes in pages', async () => {
    const { page } = await open('/dashboard', {}, ben)
    expect(await rows(page).count()).toBe(30)
    await page.getByRole('button', { name: 'Load more' }).click()
    await row(page, { slug: 'page-1' }).first().waitFor()
    await eventually(async () => ((await rows(page).count()) === 35 ? true : null))
    expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0)
  })

  test('is searched in slugs and targets, and the address keeps the search', async () => {
    const { page } = await open('/dashboard', {}, ben)
    await page.keyboard.press('/')
    await page.keyboard.type('EVEN')
    await eventually(async () => ((await rows(page).count()) === 17 ? true : null))
    expect(new URL(page.url()).searchParams.get('search')).toBe('EVEN')
    await page.getByLabel('Search slugs and targets').fill('no such thing')
    await page.getByText('Nothing found').waitFor()
    await page.getByRole('button', { name: 'Show all links' }).click()
    await eventually(async () => ((await rows(page).count()) === 30 ? true : null))
  })

  test('is sorted by age or by clicks', async () => {
    const { page } = await open('/dashboard', {}, ben)
    const first = async (slug: string) =>
      eventually(async () => ((await rows(page).first().textContent())?.includes(slug) ? true : null))
    await first('page-35')
    await page.getByRole('radio', { name: 'Oldest' }).check()
    await first('page-1')
    await page.getByRole('radio', { name: 'Most clicked' }).check()
    await first('page-7')
    expect(new URL(page.url()).searchParams.get('sort')).toBe('clicks')
  })

  test(
    'stands on a desktop and a phone, in light and dark',
    () => expectGoodStanding(browser, server, ben, '/dashboard', 'links'),
    60_000,
  )
})

test('a QR code is shown, and its files are what they say', async () => {
  const link = await make(server, ann.key)
  const { page } = await open(`/dashboard?search=${link.slug}`)
  await choose(page, link, 'QR code')
  const image = page.getByRole('img', { name: `QR code of ${link.short_url}` })
  await eventually(async () =>
    (await image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)) > 0
      ? true
      : null,
  )
  await picture(page, 'links-qr')
  const fileOf = async (name: string) => {
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name, exact: true }).click()
    const file = await coming
    return { name: file.suggestedFilename(), bytes: await Bun.file(await file.path()).bytes() }
  }
  const png = await fileOf('PNG')
  expect([png.name, Buffer.from(png.bytes).subarray(1, 4).toString()]).toEqual([`${link.slug}.png`, 'PNG'])
  const svg = await fileOf('SVG')
  expect([svg.name, new TextDecoder().decode(svg.bytes)]).toEqual([
    `${link.slug}.svg`,
    expect.stringContaining('<svg'),
  ])
})

test('who has no links yet is shown the way to the first', async () => {
  await server.user('new@example.com', 'free')
  const fresh = await signedIn('new@example.com')
  const { page } = await open('/dashboard', {}, fresh)
  await page.getByText('No links yet').waitFor()
  await page.getByRole('button', { name: 'Make the first one' }).click()
  await page.keyboard.type('https://example.com/first')
  await page.keyboard.press('Enter')
  await eventually(async () => ((await rows(page).count()) === 1 ? true : null))
  await page.context().close()
}, 15_000)

test('an empty list stands on a desktop and a phone, in light and dark', async () => {
  await server.user('empty@example.com', 'free')
  await expectGoodStanding(browser, server, await signedIn('empty@example.com'), '/dashboard', 'links-empty')
}, 60_000)

test('who is not signed in is sent to the sign-in, and the way back is kept', async () => {
  const page = await browser.newPage()
  await page.goto(`${server.url}/dashboard/analytics?range=7d`)
  await page.waitForURL('**/login?next=*')
  expect(new URL(page.url()).searchParams.get('next')).toBe('/dashboard/analytics?range=7d')
  await page.context().close()
})
