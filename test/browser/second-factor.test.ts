import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { DESKTOP, openBrowser, PHONE } from '../support/browser.ts'
import { close, fill, heading, open, openAs, press, serverWithOwner, signIn } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { codeOf, PASSWORD } from '../support/session.ts'

let browser: Browser
let server: TestServer

beforeAll(async () => {
  browser = await openBrowser()
  ;[server] = await serverWithOwner()
})
afterAll(async () => {
  await browser.close()
  await server.end()
})

/** Turns on the second factor in the account's page; the secret's address and the recovery codes. */
async function enrol(page: Page): Promise<{ uri: string; codes: string[] }> {
  await press(page, 'Turn on')
  await fill(page, { 'Your password': PASSWORD })
  await press(page, 'Go on')
  await page.getByAltText('QR code for your authenticator').waitFor()
  await press(page, 'Copy the secret')
  const secret = await page.evaluate<string>('navigator.clipboard.readText()')
  const uri = `otpauth://totp/x?secret=${secret}`
  await fill(page, { Code: '000000' })
  await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('dialog').getByRole('alert').waitFor()
  await fill(page, { Code: await codeOf(uri) })
  await page.getByRole('dialog').getByRole('button', { name: 'Turn on' }).click()
  const list = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await list.first().waitFor()
  return { uri, codes: await list.allTextContents() }
}

async function passwordFirst(page: Page, email: string): Promise<void> {
  await signIn(page, email)
  await heading(page, 'One more step')
}

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)(
  'a second factor is turned on, asked for, replaced by a recovery code, and turned off: %s',
  async (name, viewport) => {
    const email = `${name}@example.com`
    await server.user(email)
    const account = await openAs(browser, server, email, '/dashboard/account', { viewport })
    const { uri, codes } = await enrol(account.page)
    expect(codes).toHaveLength(10)
    const download = account.page.waitForEvent('download')
    await account.page.getByRole('link', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe('fluxly-recovery-codes.txt')
    await press(account.page, 'I have kept them')
    expect(await account.page.content()).not.toContain(codes[0] ?? '?')

    const byCode = await open(browser, server, '/login', { viewport })
    await passwordFirst(byCode.page, email)
    expect(await byCode.page.getByLabel('Code', { exact: true }).getAttribute('autocomplete')).toBe(
      'one-time-code',
    )
    await byCode.page.keyboard.type('000000')
    await byCode.page.keyboard.press('Enter')
    await byCode.page.getByRole('alert').waitFor()
    await fill(byCode.page, { Code: await codeOf(uri) })
    await byCode.page.keyboard.press('Enter')
    await heading(byCode.page, 'Links')
    await close(byCode)

    for (const expected of ['Links', 'One more step']) {
      const byRecovery = await open(browser, server, '/login', { viewport })
      await passwordFirst(byRecovery.page, email)
      await press(byRecovery.page, 'Use a recovery code instead')
      await fill(byRecovery.page, { 'Recovery code': codes[0] ?? '' })
      await press(byRecovery.page, 'Sign in')
      if (expected !== 'Links') await byRecovery.page.getByRole('alert').waitFor()
      await heading(byRecovery.page, expected)
      await close(byRecovery)
    }

    await press(account.page, 'New recovery codes')
    await fill(account.page, { 'Your password': PASSWORD })
    await press(account.page, 'Make new codes')
    await account.page.getByRole('list', { name: 'Recovery codes' }).waitFor()
    await press(account.page, 'I have kept them')
    await press(account.page, 'Turn off')
    await fill(account.page, { 'Your password': PASSWORD })
    await account.page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    await account.page.getByText('The second factor is off').waitFor()
    await close(account)
    const plain = await open(browser, server, '/login', { viewport })
    await signIn(plain.page, email)
    await heading(plain.page, 'Links')
    await close(plain)
  },
  30_000,
)

/** Gives a page's browser an authenticator of its own, such as a laptop's fingerprint reader, and its owner's consent. */
async function giveAuthenticator(context: BrowserContext, page: Page): Promise<void> {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('a passkey is added, signs in without a password, and is removed', async () => {
  const email = 'passkey@example.com'
  await server.user(email)
  const visit = await openAs(browser, server, email, '/dashboard/account')
  const { page, context } = visit
  await giveAuthenticator(context, page)
  await fill(page, { 'Name of the passkey': 'laptop' })
  await press(page, 'Add a passkey')
  await page.getByRole('list', { name: 'Passkeys' }).getByText('laptop').waitFor()
  await press(page, 'Add a passkey')
  await page.getByText('This device holds a passkey for this account already.').waitFor()

  await press(page, 'Sign out')
  await heading(page, 'Sign in')
  await press(page, 'Use a passkey')
  await heading(page, 'Links')
  await page.getByRole('link', { name: 'Account' }).click()
  await press(page, 'Remove laptop')
  await press(page, 'Remove')
  await page.getByText('Passkey removed').waitFor()
  expect(await page.getByRole('list', { name: 'Passkeys' }).count()).toBe(0)

  await press(page, 'Sign out')
  await heading(page, 'Sign in')
  await press(page, 'Use a passkey')
  await page.getByRole('alert').waitFor()
  await close(visit)
})
