/** The dashboard in a browser, signed in. */
import { expect } from 'bun:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DESKTOP } from './browser.ts'
import { standsInEveryLook } from './looks.ts'
import { cookiesOf } from './people.ts'
import type { TestServer } from './server.ts'
import type { Session } from './session.ts'
import { settled, type Watched, watch } from './watch.ts'

export interface Opened {
  page: Page
  context: BrowserContext
  seen: Watched
}

export interface Looks {
  viewport?: typeof DESKTOP
  colorScheme?: 'light' | 'dark'
}

/** Opens a page as somebody who is signed in, in Berlin. */
export async function openDashboard(
  browser: Browser,
  server: TestServer,
  session: Session,
  path = '/dashboard',
  looks: Looks = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...looks,
  })
  await context.addCookies(cookiesOf(session, server))
  const page = await context.newPage()
  const seen = watch(page, server.url)
  await page.goto(server.url + path)
  await settled(page)
  return { page, context, seen }
}

/** Opens a page, and holds it to its standards: quiet, ours alone, and standing in every look. */
export async function expectGoodStanding(
  browser: Browser,
  server: TestServer,
  session: Session,
  path: string,
  name: string,
): Promise<void> {
  const { page, context, seen } = await openDashboard(browser, server, session, path)
  await standsInEveryLook(page, name)
  expect({ path, said: seen.console, foreign: seen.foreign() }).toEqual({ path, said: [], foreign: [] })
  await context.close()
}
