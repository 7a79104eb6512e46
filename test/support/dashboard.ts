/** The dashboard in a browser, signed in. */
import { expect } from 'bun:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DESKTOP, PHONE } from './browser.ts'
import type { TestServer } from './server.ts'
import type { Session } from './session.ts'
import { settled, violations, type Watched, watch } from './watch.ts'

export interface Opened {
  page: Page
  context: BrowserContext
  seen: Watched
}

export interface Looks {
  viewport?: typeof DESKTOP
  colorScheme?: 'light' | 'dark'
}

/** A session's cookies as a browser takes them. */
export const cookiesOf = (session: Session, { url }: TestServer) =>
  session.cookies.split('; ').map((pair) => {
    const mark = pair.indexOf('=')
    return {
      name: pair.slice(0, mark),
      value: pair.slice(mark + 1),
      domain: new URL(url).hostname,
      path: '/',
    }
  })

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

/** The whole page as a picture, where FLUXLY_SCREENSHOTS names a folder for pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.FLUXLY_SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

const ALL_LOOKS = [DESKTOP, PHONE].flatMap((viewport) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
)

/** Holds a page to its standards on a desktop and a phone, in light and dark: quiet, ours alone, as wide as its window, and nothing for axe-core. */
export async function expectGoodStanding(
  browser: Browser,
  server: TestServer,
  session: Session,
  path: string,
  name: string,
): Promise<void> {
  const cookies = cookiesOf(session, server)
  for (const look of ALL_LOOKS) {
    const { page, context, seen } = await openDashboard(browser, server, session, path, look)
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    await picture(page, `${name}-${look.viewport.width}-${look.colorScheme}`)
    await context.close()
    const found = await violations(browser, server.url + path, { ...look, cookies })
    const at = { path, width: look.viewport.width, scheme: look.colorScheme }
    expect({ ...at, said: seen.console, foreign: seen.foreign(), overflow, found }).toEqual({
      ...at,
      said: [],
      foreign: [],
      overflow: 0,
      found: [],
    })
  }
}
