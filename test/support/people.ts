/** Steps of people in the dashboard, for tests in a real browser. */
import { expect } from 'bun:test'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { DESKTOP } from './browser.ts'
import { eventually, freePort, startServer, type TestServer } from './server.ts'
import { ownerTokenOf, PASSWORD, Session } from './session.ts'
import { type Watched, watch } from './watch.ts'

export const OWNER = 'owner@example.com'

export interface Visit extends Watched {
  context: BrowserContext
  page: Page
}

/** A page that is not signed in, watched from the beginning. `path` may be a whole address. */
export async function open(
  browser: Browser,
  server: TestServer,
  path: string,
  options: BrowserContextOptions = {},
  cookies: ReturnType<typeof cookiesOf> = [],
): Promise<Visit> {
  const base = publicUrl(server)
  const context = await browser.newContext({
    viewport: DESKTOP,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })
  await context.addCookies(cookies)
  const page = await context.newPage()
  const watched = watch(page, base)
  await page.goto(new URL(path, base).href)
  return Object.assign(watched, { context, page })
}

/** The address that people know a server by. */
export const publicUrl = ({ env, url }: TestServer): string => env.FLUXLY_URL ?? url

/** A session's cookies as a browser holds them. */
export const cookiesOf = (session: Session, server: TestServer) =>
  session.cookies.split('; ').map((pair) => {
    const mark = pair.indexOf('=')
    return { name: pair.slice(0, mark), value: pair.slice(mark + 1), url: publicUrl(server) }
  })

/** A page of somebody who has signed in elsewhere. */
export async function openAs(
  browser: Browser,
  server: TestServer,
  email: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const session = new Session(server)
  await session.signIn(email)
  return open(browser, server, path, options, cookiesOf(session, server))
}

/** The end of a visit: nothing went wrong that nobody saw, and nobody else was asked. */
export async function close({ console, foreign, context }: Visit): Promise<void> {
  expect(console).toEqual([])
  expect(foreign()).toEqual([])
  await context.close()
}

/** An empty server, and the token of its one-time link. */
export async function emptyServer(env: Record<string, string> = {}): Promise<[TestServer, string]> {
  const server = await startServer(env)
  return [server, await eventually(async () => ownerTokenOf(server) || null)]
}

/** A server with its owner. It is known as localhost, because passkeys need a name. */
export async function serverWithOwner(): Promise<[TestServer, Session]> {
  const port = String(await freePort())
  const [server, token] = await emptyServer({ PORT: port, FLUXLY_URL: `http://localhost:${port}` })
  const boss = new Session(server)
  await boss.ask(201, 'POST', '/api/setup', { token, email: OWNER, password: PASSWORD })
  return [server, boss]
}

/** Fills fields by their labels. */
export async function fill(page: Page, texts: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(texts)) await page.getByLabel(label, { exact: true }).fill(text)
}

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Gives address and password to the sign-in. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await fill(page, { 'E-mail': email, Password: password })
  await press(page, 'Sign in')
}

export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
