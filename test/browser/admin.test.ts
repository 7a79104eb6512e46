import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import {
  close,
  fill,
  heading,
  OWNER,
  open,
  openAs,
  press,
  serverWithOwner,
  signIn,
} from '../support/people.ts'
import { eventually, type TestServer } from '../support/server.ts'
import { PASSWORD, type Session } from '../support/session.ts'

let browser: Browser
let server: TestServer
let boss: Session

beforeAll(async () => {
  browser = await openBrowser()
  ;[server, boss] = await serverWithOwner()
})
afterAll(async () => {
  await browser.close()
  await server.end()
})

async function makeLink(key: string, custom_slug: string): Promise<void> {
  const answer = await server.api(key, 'POST', '/api/links', {
    target_url: 'https://example.com/',
    custom_slug,
  })
  expect(answer.status).toBe(201)
}

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)(
  'an operator finds somebody, gives a plan, and disables and enables them: %s',
  async (name, viewport) => {
    const email = `ann-${name}@example.com`
    const { key } = await server.user(email, 'free')
    const visit = await openAs(browser, server, OWNER, '/dashboard/admin', { viewport })
    const { page } = visit
    await page.getByLabel('Search addresses and names').fill(email)
    const rows = page.getByRole('list', { name: 'Users' }).getByRole('listitem')
    await eventually(async () => ((await rows.count()) === 1 ? true : null))
    await page.getByLabel(`Plan of ${email}`).selectOption('Full Stack')
    await page.getByText(`Full Stack for ${email}`).waitFor()
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)

    await press(page, `More for ${email}`)
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await page.getByText('is signed out and cannot sign in').waitFor()
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await rows.getByText('disabled', { exact: true }).waitFor()
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(401)
    const turnedAway = await open(browser, server, '/login', { viewport })
    await signIn(turnedAway.page, email)
    await turnedAway.page.getByText('disabled by the operator').waitFor()
    await close(turnedAway)

    await press(page, `More for ${email}`)
    await page.getByRole('menuitem', { name: 'Enable' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click()
    await eventually(async () => ((await server.api(key, 'GET', '/api/links')).status === 200 ? true : null))
    await close(visit)
  },
)

test('an operator makes another, who sees the page; others are told in words', async () => {
  await server.user('helper@example.com')
  const helper = await openAs(browser, server, 'helper@example.com', '/dashboard/admin')
  await helper.page.getByText('This page is for whoever runs this server').waitFor()
  const visit = await openAs(browser, server, OWNER, '/dashboard/admin?search=helper')
  await press(visit.page, 'More for helper@example.com')
  await visit.page.getByRole('menuitem', { name: 'Make operator' }).click()
  await visit.page.getByRole('dialog').getByRole('button', { name: 'Make operator' }).click()
  await visit.page.getByRole('list', { name: 'Users' }).getByText('operator', { exact: true }).waitFor()
  await helper.page.reload()
  await helper.page.getByRole('list', { name: 'Users' }).waitFor()
  await close(helper)
  await close(visit)
})

test('an operator looks at the links of one user, and switches one off and on', async () => {
  const { key } = await server.user('bob@example.com')
  await makeLink(key, 'bobs-link')
  const other = await server.user('carol@example.com')
  await makeLink(other.key, 'carols-link')
  const visit = await openAs(browser, server, OWNER, '/dashboard/admin?search=bob@')
  const { page } = visit
  await press(page, 'More for bob@example.com')
  await page.getByRole('menuitem', { name: 'Links of this user' }).click()
  await page.getByText('Only links of bob@example.com.').waitFor()
  expect(await page.getByText('carols-link').count()).toBe(0)
  await press(page, 'Disable bobs-link')
  await page.getByText('disabled', { exact: true }).waitFor()
  expect((await server.visit('bobs-link')).status).toBe(451)
  await press(page, 'Enable bobs-link')
  await eventually(async () => ((await server.visit('bobs-link')).status === 302 ? true : null))
  await press(page, 'Show everybody’s')
  await page.getByText('/r/carols-link').waitFor()
  await close(visit)
})

test('lists come in parts: more are loaded when they are asked for', async () => {
  const { key } = await server.user('many@example.com')
  for (let n = 0; n < 35; n++) await makeLink(key, `many-${n}`)
  const visit = await openAs(browser, server, OWNER, '/dashboard/admin?tab=links&search=many-')
  const rows = visit.page.getByRole('list', { name: 'Links of everybody' }).getByRole('listitem')
  await rows.first().waitFor()
  expect(await rows.count()).toBe(30)
  await press(visit.page, 'Load more')
  await eventually(async () => ((await rows.count()) === 35 ? true : null))
  await close(visit)
})

test('an operator decides who can make an account, invites, and withdraws', async () => {
  const visit = await openAs(browser, server, OWNER, '/dashboard/admin')
  const { page } = visit
  await page.getByRole('tab', { name: 'Users' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('heading', { name: 'links of everybody' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByText('Nobody is invited').waitFor()
  await page.getByRole('radio', { name: 'Open' }).click()
  await page.getByText('Everybody can make an account').waitFor()
  await eventually(async () => {
    const site = await boss.ask<{ sign_up: string }>(200, 'GET', '/api/site')
    return site.sign_up === 'open' ? true : null
  })
  await fill(page, { 'E-mail': 'not an address' })
  await press(page, 'Invite')
  await page.getByText('E-mail must be an address such as').waitFor()
  await fill(page, { 'E-mail': 'dan@example.com' })
  await press(page, 'Invite')
  await press(page, 'Copy link')
  const link = await page.evaluate<string>('navigator.clipboard.readText()')
  const guest = await open(browser, server, link)
  await fill(guest.page, { Password: PASSWORD })
  await press(guest.page, 'Make my account')
  await heading(guest.page, 'Links')
  await close(guest)
  await fill(page, { 'E-mail': 'eve@example.com' })
  await press(page, 'Invite')
  await press(page, 'Withdraw the invitation of eve@example.com')
  await page.getByText('Withdrawn').waitFor()
  await page.getByText('taken', { exact: true }).waitFor()
  expect(await page.getByRole('list', { name: 'Invitations' }).getByText('eve@').count()).toBe(0)

  await page.getByRole('tab', { name: 'Mail' }).click()
  await page.getByRole('list', { name: 'Mails' }).getByText('dan@example.com').waitFor()
  await page.getByRole('button', { name: 'Copy link' }).last().click()
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(link)
  await close(visit)
})
