/** What a page does beside what it shows: its console, whom it asks, and what axe-core finds wrong with it. */
import axe from 'axe-core'
import type { Browser, Cookie, Page } from 'playwright-core'
import { eventually } from './server.ts'

export interface Watched {
  /** Everything that was said to the console, violations of the content policy included. */
  console: string[]
  requests: string[]
  /** What was asked of others than our own server. */
  foreign(): string[]
}

/** Writes down what a page says and asks from now on. */
export function watch(page: Page, serverUrl: string): Watched {
  const said: string[] = []
  const requests: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  const isOurs = (url: string) =>
    /^(data|blob):/.test(url) || new URL(url).origin === new URL(serverUrl).origin
  return { console: said, requests, foreign: () => requests.filter((url) => !isOurs(url)) }
}

export interface Look {
  viewport: { width: number; height: number }
  colorScheme: 'light' | 'dark'
  cookies?: Pick<Cookie, 'name' | 'value' | 'domain' | 'path'>[]
}

interface Violation {
  id: string
  nodes: { html: string; failureSummary: string }[]
}

/** Something on its way, or moving. Read from outside: inside, the page's policy lets no text become a program. */
const BUSY = `document.querySelector('[aria-busy="true"], .skeleton') !== null ||
  document.getAnimations().some(({ playState }) => playState === 'running')`

/** Waits until a page has its heading, and nothing in it is still on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await eventually(async () => ((await page.evaluate<boolean>(BUSY)) ? null : true))
}

/** What axe-core finds wrong. The page's policy keeps foreign scripts out, so it is set aside for this one. */
export async function violations(browser: Browser, url: string, { cookies = [], ...look }: Look) {
  const context = await browser.newContext({ bypassCSP: true, ...look })
  await context.addCookies(cookies)
  const page = await context.newPage()
  await page.goto(url)
  await settled(page)
  await page.evaluate(axe.source)
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
  await context.close()
  return found.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.failureSummary + node.html) }))
}
