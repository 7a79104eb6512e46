/** What a page says, whom it asks, and what axe-core finds wrong with it. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { eventually } from './server.ts'

/** The program that looks, in its short form: every page has to read it. */
const AXE = readFileSync(Bun.resolveSync('axe-core/axe.min.js', import.meta.dir), 'utf8')

export interface Watched {
  /** What was said to the console, breaches of the content policy too; not the browser's own lines about a refusal (4xx). */
  console: string[]
  requests: string[]
  /** Requests that went to anybody but our own server. */
  foreign(): string[]
}

/** Lines that the browser writes itself: a refusal, and what it cleared because an ended account asked it to. */
const ITS_OWN = /the server responded with a status of 4\d\d |^Clear-Site-Data header on /

/** Listens to a page from now on. */
export function watch(page: Page, serverUrl: string): Watched {
  const said: string[] = []
  const requests: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  return {
    get console() {
      return said.filter((line) => !ITS_OWN.test(line))
    },
    requests,
    foreign: () => requests.filter((url) => !url.startsWith(serverUrl) && !/^(data|blob):/.test(url)),
  }
}

interface Found {
  id: string
  nodes: { html: string; failureSummary: string }[]
}

export interface Violation {
  id: string
  nodes: string[]
}

/** Only what is wrong is written up. Style sheets are not read again: no rule that is on asks for them. */
const ALL = `{ resultTypes: ['violations'], preload: { assets: ['media'] } }`
/** Of these rules, those that look at colours. */
const OF_COLOURS = `{ ...${ALL}, runOnly: ['color-contrast', 'link-in-text-block'] }`

async function findings(page: Page, options: string): Promise<Violation[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(AXE)
  const found = await page.evaluate<Found[]>(`axe.run(${options}).then(({ violations }) => violations)`)
  return found.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.failureSummary + node.html) }))
}

/** What axe-core finds wrong with a page as it stands. */
export const violations = (page: Page): Promise<Violation[]> => findings(page, ALL)

/** What it finds wrong with its colours. */
export const colourViolations = (page: Page): Promise<Violation[]> => findings(page, OF_COLOURS)

/** Something on its way, or moving. Read from outside: inside, the page's policy lets no text become a program. */
const BUSY = `document.querySelector('[aria-busy="true"], .skeleton') !== null ||
  document.getAnimations().some(({ playState }) => playState === 'running')`

/** Resolves when a page stands: its heading is there, and nothing is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await eventually(async () => ((await page.evaluate<boolean>(BUSY)) ? null : true))
}
