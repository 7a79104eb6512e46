import { afterAll, beforeAll, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { standsInEveryLook } from '../support/looks.ts'
import { close, cookiesOf, emptyServer, fill, open, press, serverWithOwner } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { PASSWORD, Session } from '../support/session.ts'
import { settled } from '../support/watch.ts'

let browser: Browser
let server: TestServer
let boss: Session
/** Somebody on Free, with a key from better days. */
let free: Session
let invitation: string
/** A server without any account. */
let fresh: TestServer
let token: string

beforeAll(async () => {
  browser = await openBrowser()
  ;[server, boss] = await serverWithOwner()
  ;[fresh, token] = await emptyServer()
  const ann = await server.user('ann.with.a.long.address@marketing.example.com')
  await server.user('free@example.com', 'free')
  free = new Session(server)
  await free.signIn('free@example.com')
  for (const slug of ['spring', 'a-rather-long-slug-that-somebody-thought-was-a-good-idea'])
    await server.api(ann.key, 'POST', '/api/links', {
      target_url: 'https://example.com/a/very/long/path?with=many&query=parameters&and=more',
      custom_slug: slug,
    })
  await boss.ask(201, 'POST', '/api/keys', { name: 'newsletter' })
  const old = await boss.ask<{ key_id: string }>(201, 'POST', '/api/keys', { name: 'the old laptop' })
  await boss.ask(204, 'DELETE', `/api/keys/${old.key_id}`)
  const { invite_url } = await boss.ask<{ invite_url: string }>(201, 'POST', '/api/admin/invitations', {
    email: 'guest@example.com',
  })
  invitation = new URL(invite_url).search
})
afterAll(async () => {
  await browser.close()
  await server.end()
  await fresh.end()
})

/** Pages as they stand when they are opened: a name, whose, and where. */
const PAGES: [string, () => [TestServer, Session | null, string]][] = [
  ['setup', () => [fresh, null, `/setup?token=${token}`]],
  ['setup-late', () => [server, null, '/setup?token=x']],
  ['login', () => [server, null, '/login']],
  ['login-error', () => [server, null, '/login?error=access_denied']],
  ['signup-invitation', () => [server, null, '/signup']],
  ['invite', () => [server, null, `/invite${invitation}`]],
  ['invite-gone', () => [server, null, '/invite?token=gone']],
  ['forgot', () => [server, null, '/forgot']],
  ['reset', () => [server, null, '/reset?token=x']],
  ['reset-stale', () => [server, null, '/reset']],
  ['developer', () => [server, boss, '/dashboard/developer']],
  ['developer-free', () => [server, free, '/dashboard/developer']],
  ['plan', () => [server, boss, '/dashboard/plan']],
  ['plan-free', () => [server, free, '/dashboard/plan']],
  ['account', () => [server, boss, '/dashboard/account']],
  ['admin', () => [server, boss, '/dashboard/admin']],
  ['admin-links', () => [server, boss, '/dashboard/admin?tab=links']],
  ['admin-sign-up', () => [server, boss, '/dashboard/admin?tab=sign-up']],
  ['admin-mail', () => [server, boss, '/dashboard/admin?tab=mail']],
  ['admin-not', () => [server, free, '/dashboard/admin']],
]

test.each(PAGES)('the page %s stands on a desktop and on a phone, in light and dark', async (name, where) => {
  const [at, who, path] = where()
  const visit = await open(browser, at, path, {}, who ? cookiesOf(who, at) : [])
  await settled(visit.page)
  await standsInEveryLook(visit.page, name)
  await close(visit)
})

/** What appears on a page when something is done there. */
const STATES: [string, string, (page: Page) => Promise<void>][] = [
  [
    'new-key',
    '/dashboard/developer',
    async (page) => {
      await fill(page, { 'Name of the key': 'laptop' })
      await press(page, 'Generate')
      await page.getByText('it is shown this once').waitFor()
    },
  ],
  [
    'revoke',
    '/dashboard/developer',
    async (page) => {
      await press(page, 'Revoke newsletter')
      await page.getByRole('dialog').waitFor()
    },
  ],
  [
    'enrol',
    '/dashboard/account',
    async (page) => {
      await press(page, 'Turn on')
      await fill(page, { 'Your password': PASSWORD })
      await press(page, 'Go on')
      await page.getByAltText('QR code for your authenticator').waitFor()
    },
  ],
  [
    'delete',
    '/dashboard/account',
    async (page) => {
      await press(page, 'Delete the account')
      await press(page, 'Delete my account')
      await page.getByText('This is not your password.').waitFor()
    },
  ],
  [
    'user-menu',
    '/dashboard/admin',
    async (page) => {
      await press(page, 'More for free@example.com')
      await page.getByRole('menuitem', { name: 'Disable' }).waitFor()
    },
  ],
]

test.each(STATES)(
  'on a page, %s stands on a desktop and on a phone, in light and dark',
  async (name, path, act) => {
    const visit = await open(browser, server, path, {}, cookiesOf(boss, server))
    await settled(visit.page)
    await act(visit.page)
    await standsInEveryLook(visit.page, name)
    await close(visit)
  },
)

test('the page for making an account stands before and after the form is sent', async () => {
  await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'open' })
  const visit = await open(browser, server, '/signup')
  await standsInEveryLook(visit.page, 'signup')
  await fill(visit.page, { 'E-mail': 'new@example.com' })
  await press(visit.page, 'Send me the link')
  await visit.page.getByText('A link was made for').waitFor()
  await standsInEveryLook(visit.page, 'signup-mailed')
  await close(visit)
})
