import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import {
  close,
  emptyServer,
  fill,
  heading,
  open,
  openAs,
  press,
  serverWithOwner,
  signIn,
} from '../support/people.ts'
import { eventually, type TestServer } from '../support/server.ts'
import { mailedLink, PASSWORD, type Session } from '../support/session.ts'

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

const NEW = 'another long password'

/** The next mailed link to an address that is not the one already known. */
const mail = (to: string, besides = '') =>
  eventually(async () => {
    const link = mailedLink(server, to)
    return link && link.href !== besides ? link : null
  })

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)(
  'from the first start to a key that works until it is revoked, on a %s',
  async (_, viewport) => {
    const [fresh, token] = await emptyServer()
    const visit = await open(browser, fresh, `/setup?token=${token}`, { viewport })
    const { page } = visit
    await fill(page, { 'E-mail': 'owner@example.com', Password: PASSWORD })
    await press(page, 'Make the owner’s account')
    await heading(page, 'Links')

    await page.getByRole('link', { name: 'Developer API' }).click()
    await page.getByText('No keys yet').waitFor()
    expect(await page.locator('nav [aria-current=page]:visible').allTextContents()).toEqual(['Developer API'])
    await fill(page, { 'Name of the key': 'laptop' })
    await press(page, 'Generate')
    await press(page, 'Copy key')
    const key = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(key).toStartWith('fluxly_live_')
    await press(page, 'Copy curl example')
    const curl = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(curl).toContain(`curl ${fresh.url}/api/links`)
    expect(curl).toContain(`Bearer ${key}`)
    expect((await fresh.api(key, 'GET', '/api/links')).status).toBe(200)

    await press(page, 'I have kept it')
    expect(await page.content()).not.toContain(key)
    await press(page, 'Revoke laptop')
    await press(page, 'Revoke')
    await page.getByText('revoked', { exact: true }).waitFor()
    expect((await fresh.api(key, 'GET', '/api/links')).status).toBe(401)
    await close(visit)
    await fresh.end()
  },
  30_000,
)

test('a wrong one-time link is answered in words, and so is one whose work is done', async () => {
  const [fresh] = await emptyServer()
  const wrong = await open(browser, fresh, '/setup?token=wrong')
  await fill(wrong.page, { 'E-mail': 'thief@example.com', Password: PASSWORD })
  await press(wrong.page, 'Make the owner’s account')
  await wrong.page.getByText('This link does not work').waitFor()
  await close(wrong)
  await fresh.end()
  const late = await open(browser, server, '/setup?token=anything')
  await late.page.getByText('has its owner already').waitFor()
  await close(late)
})

describe('an account', () => {
  test('is made with an invitation, for its address only', async () => {
    const { invite_url } = await boss.ask<{ invite_url: string }>(201, 'POST', '/api/admin/invitations', {
      email: 'invited@example.com',
    })
    const visit = await open(browser, server, invite_url)
    const { page } = visit
    const address = page.getByLabel('E-mail')
    expect(await address.inputValue()).toBe('invited@example.com')
    expect(await address.isEditable()).toBe(false)
    await fill(page, { Name: 'Ida', Password: 'short' })
    await press(page, 'Make my account')
    await page.getByText('Password must be 8 to 256 characters long.').waitFor()
    await fill(page, { Password: PASSWORD })
    await press(page, 'Make my account')
    await heading(page, 'Links')
    await close(visit)
    const again = await open(browser, server, invite_url)
    await again.page.getByText('This link does not work').waitFor()
    await close(again)
  })

  test('is not made where the server takes nobody, and the page says whom to ask', async () => {
    const visit = await open(browser, server, '/signup')
    await visit.page.getByText('by invitation. Ask whoever runs it').waitFor()
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'closed' })
    await visit.page.reload()
    await visit.page.getByText('takes no new accounts').waitFor()
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'invitation' })
    await close(visit)
  })

  test('is made by everybody where the server is open, by a link that proves the address', async () => {
    const email = 'open@example.com'
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'open' })
    const visit = await open(browser, server, '/signup')
    const { page } = visit
    await fill(page, { 'E-mail': 'open' })
    await press(page, 'Send me the link')
    await page.getByText('must be an address').waitFor()
    await fill(page, { 'E-mail': email })
    await press(page, 'Send me the link')
    await heading(page, 'Ask for your link')
    await page.getByText('This server sends no mails.').waitFor()
    await page.goto((await mail(email)).href)
    await heading(page, 'Make your account')
    await fill(page, { Password: PASSWORD })
    await press(page, 'Make my account')
    await heading(page, 'Links')
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'invitation' })
    await close(visit)
  })
})

describe('the sign-in', () => {
  beforeAll(async () => {
    await server.user('ann@example.com')
  })

  test('says that a password is wrong, and leads to the page that was asked for', async () => {
    const visit = await open(browser, server, '/dashboard/plan')
    const { page } = visit
    await heading(page, 'Sign in')
    await signIn(page, 'ann@example.com', 'not the password')
    await page.getByRole('alert').waitFor()
    await press(page, 'Show password')
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text')
    await signIn(page, 'ann@example.com')
    await heading(page, 'Plan')
    await page.goto(`${new URL(page.url()).origin}/login?next=/dashboard/account`)
    await heading(page, 'Account')
    await close(visit)
  })

  test('never leads to another site', async () => {
    const visit = await open(browser, server, '/login?next=https://evil.example/dashboard')
    await signIn(visit.page, 'ann@example.com')
    await heading(visit.page, 'Links')
    expect(new URL(visit.page.url()).host).toBe(new URL(visit.requests[0] ?? '').host)
    await close(visit)
  })

  test('signs out, and in as somebody else, without a trace of the one before', async () => {
    await server.user('bob@example.com')
    const visit = await openAs(browser, server, 'ann@example.com', '/dashboard/account')
    const { page } = visit
    await page.getByText('ann@example.com').first().waitFor()
    await press(page, 'Sign out')
    await heading(page, 'Sign in')
    await signIn(page, 'bob@example.com')
    await page.getByText('bob@example.com').first().waitFor()
    expect(await page.getByText('ann@example.com').count()).toBe(0)
    await close(visit)
  })

  test('tells in words what went wrong on another way in', async () => {
    const visit = await open(browser, server, '/login?error=access_denied&next=/dashboard')
    await visit.page.getByText('You did not allow it').waitFor()
    await signIn(visit.page, 'ann@example.com')
    await heading(visit.page, 'Links')
    expect(visit.page.url()).not.toContain('error')
    await close(visit)
  })

  test('says how long to wait after too many tries', async () => {
    await server.user('locked@example.com')
    const visit = await open(browser, server, '/login')
    for (let tries = 0; tries < 11; tries++) await signIn(visit.page, 'locked@example.com', 'wrong password')
    await visit.page.getByText('Too many tries. The next one is possible in 15 min.').waitFor()
    await close(visit)
  })

  test('lets a forgotten password be replaced by a mailed link, once', async () => {
    await server.user('forgetful@example.com')
    const visit = await open(browser, server, '/login')
    const { page } = visit
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await heading(page, 'Forgot your password?')
    await fill(page, { 'E-mail': 'forgetful@example.com' })
    await press(page, 'Mail me a link')
    await heading(page, 'Ask for your link')
    const link = await mail('forgetful@example.com')
    await page.goto(link.href)
    await fill(page, { 'New password': 'short' })
    await press(page, 'Save the new password')
    await page.getByText('New password must be at least 8 characters long.').waitFor()
    await fill(page, { 'New password': NEW })
    await press(page, 'Save the new password')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await signIn(page, 'forgetful@example.com', NEW)
    await heading(page, 'Links')
    await page.goto(link.href)
    await fill(page, { 'New password': 'a third password' })
    await press(page, 'Save the new password')
    await page.getByText('This link does not work any more').waitFor()
    await close(visit)
  })
})

describe('in their account somebody', () => {
  test('changes name and password, and every other browser is signed out', async () => {
    await server.user('carol@example.com')
    const other = await openAs(browser, server, 'carol@example.com', '/dashboard')
    const visit = await openAs(browser, server, 'carol@example.com', '/dashboard/account')
    const { page } = visit
    await fill(page, { Name: 'Carol' })
    await press(page, 'Save')
    await page.getByText('Saved').waitFor()
    await fill(page, { 'Current password': 'not hers', 'New password': NEW })
    await press(page, 'Change password')
    await page.getByText('This is not your password.').waitFor()
    await fill(page, { 'Current password': PASSWORD, 'New password': NEW })
    await press(page, 'Change password')
    await page.getByText('other browsers signed out').waitFor()
    await page.reload()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Carol')
    await other.page.reload()
    await heading(other.page, 'Sign in')
    await close(other)
    await close(visit)
  })

  test('sees the browsers that are signed in, and ends one and all others', async () => {
    await server.user('dave@example.com')
    const others = [1, 2].map(() => openAs(browser, server, 'dave@example.com', '/dashboard'))
    await Promise.all(others)
    const visit = await openAs(browser, server, 'dave@example.com', '/dashboard/account')
    const { page } = visit
    const rows = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
    await rows.first().getByText('this one').waitFor()
    expect(await rows.count()).toBe(3)
    await page.getByRole('button', { name: 'End Firefox on Linux' }).first().click()
    await eventually(async () => ((await rows.count()) === 2 ? true : null))
    await press(page, 'End all others')
    await eventually(async () => ((await rows.count()) === 1 ? true : null))
    for (const other of await Promise.all(others)) {
      await other.page.reload()
      await heading(other.page, 'Sign in')
      await close(other)
    }
    await page.reload()
    await rows.first().getByText('this one').waitFor()
    await close(visit)
  })

  test('takes along what is theirs, and ends the account', async () => {
    const { key } = await server.user('erin@example.com')
    const visit = await openAs(browser, server, 'erin@example.com', '/dashboard/account')
    const { page } = visit
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Everything' }).click()
    expect((await download).suggestedFilename()).toBe('fluxly-account.json')
    await press(page, 'Delete the account')
    await page.getByText('Nobody can bring any of it back').waitFor()
    await fill(page, { 'Your password': 'not hers' })
    await press(page, 'Delete my account')
    await page.getByText('This is not your password.').waitFor()
    await fill(page, { 'Your password': PASSWORD })
    await press(page, 'Delete my account')
    await page.getByRole('link', { name: 'Create an account' }).waitFor()
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(401)
    await close(visit)
  })
})

test('below Full Stack the page says what the API brings, and what old keys answer', async () => {
  const { key } = await server.user('free@example.com', 'free')
  expect((await server.api(key, 'GET', '/api/links')).status).toBe(402)
  const visit = await openAs(browser, server, 'free@example.com', '/dashboard/developer')
  const { page } = visit
  await page.getByText('these keys answer 402').waitFor()
  expect(await page.getByRole('button', { name: 'Generate' }).count()).toBe(0)
  await page.getByRole('main').getByRole('link', { name: 'See the plans' }).click()
  await heading(page, 'Plan')
  expect(await page.getByRole('meter').getAttribute('aria-valuemax')).toBe('25')
  await close(visit)
})
