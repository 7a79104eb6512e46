/** What must not stay: addresses of visitors, keys and passwords, in any byte of any file or line of the log. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { answered, Ledger, Load } from '../support/ledger.ts'
import { dataOf, filesWith, spoolNames, stage } from '../support/ledger-stage.ts'
import type { TestServer, TestUser } from '../support/server.ts'
import { PASSWORD as ACCOUNT_PASSWORD, Session } from '../support/session.ts'

setDefaultTimeout(60_000)
const here = stage()
const ADDRESS = '203.0.113.77'
const PASSWORD = 'open-sesame-4711'
const WRONG_PASSWORD = 'shut-sesame-0815'
const FORWARDED = { 'X-Forwarded-For': ADDRESS }
const TARGET = 'https://example.com/target-that-may-be-kept'
const CHATTY = { FLUXLY_TRUSTED_PROXIES: '127.0.0.1', FLUXLY_LOG_LEVEL: 'debug' }

const unlock = (server: TestServer, slug: string, password: string) =>
  fetch(`${server.url}/r/${slug}`, {
    method: 'POST',
    headers: { ...FORWARDED, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ password }).toString(),
    redirect: 'manual',
  })

/** Does with a server whatever brings a secret near it, also what is refused. */
async function useSecrets(server: TestServer, { key }: TestUser): Promise<void> {
  const body = { target_url: TARGET, custom_slug: 'gated', password: PASSWORD }
  const made = await server.api(key, 'POST', '/api/links', body, { 'Idempotency-Key': 'a-gated-link' })
  expect(made.status).toBe(201)
  const { link_id: id } = (await made.json()) as { link_id: string }
  await server.api(key, 'POST', '/api/links', body, FORWARDED)
  await server.api(key, 'POST', '/api/links', { ...body, password: PASSWORD.repeat(100) })
  await server.api(key, 'POST', '/api/links', { ...body, [key]: key }, { 'Idempotency-Key': 'refused' })
  expect((await unlock(server, 'gated', WRONG_PASSWORD)).status).toBe(403)
  expect((await unlock(server, 'gated', PASSWORD)).status).toBe(303)
  expect((await server.visit(`gated?password=${PASSWORD}`, FORWARDED)).status).toBe(200)

  const open = await server.api(key, 'POST', '/api/links', { target_url: TARGET, custom_slug: 'open' })
  expect(open.status).toBe(201)
  const agents = ['curl/8.14.1', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0']
  for (const agent of agents)
    expect((await server.visit('open', { ...FORWARDED, 'User-Agent': agent })).status).toBe(302)
  await server.visit('no-such-link', FORWARDED)

  await server.api(key, 'GET', `/api/links/${id}/analytics`, undefined, FORWARDED)
  await server.api(`${key}x`, 'GET', '/api/links', undefined, FORWARDED)
  await fetch(`${server.url}/api/links?key=${key}`, { headers: FORWARDED })
  await fetch(`${server.url}/api/links`, { headers: { 'X-API-Key': key } })
  await fetch(`${server.url}/api/links/${key}`, { headers: { Authorization: `Basic ${btoa(key)}` } })
  await server.command('key', 'list', '--email', 'privacy@example.com')
}

/** Signs in, rightly and wrongly, and makes a key; gives back what nobody but the browser and its user may have. */
async function signIn(server: TestServer, email: string): Promise<string[]> {
  const session = new Session(server, ADDRESS)
  await session.send('POST', '/api/auth/sign-in/email', { email, password: WRONG_PASSWORD })
  await session.signIn(email)
  const { key } = await session.ask<{ key: string }>(201, 'POST', '/api/keys', { name: 'laptop' })
  const { totpURI } = await session.ask<{ totpURI: string }>(200, 'POST', '/api/auth/two-factor/enable', {
    password: ACCOUNT_PASSWORD,
  })
  await session.ask(200, 'GET', '/api/account/export')
  const cookie = decodeURIComponent(/session_token=([^;]+)/.exec(session.cookies)?.[1] ?? '')
  return [key, cookie, new URL(totpURI).searchParams.get('secret') ?? '']
}

test('after a stop no file and no line of the log holds an address, a key or a password', async () => {
  const server = await here.start(CHATTY)
  const user = await server.user('privacy@example.com')
  await useSecrets(server, user)
  const ofAccount = await signIn(server, user.email)
  expect(ofAccount.every((secret) => secret.length > 20)).toBe(true)
  expect(await server.end()).toBe(0)
  expect(await server.command('verify')).toMatchObject({ code: 0 })

  const folder = dataOf(server)
  expect(spoolNames(server)).toEqual([])
  expect((await filesWith(folder, TARGET)).map((path) => basename(path))).toContain('links.db')
  expect(await filesWith(folder, 'Firefox')).not.toEqual([])
  for (const secret of [ADDRESS, user.key, PASSWORD, WRONG_PASSWORD, ACCOUNT_PASSWORD, ...ofAccount]) {
    expect(await filesWith(folder, secret)).toEqual([])
    expect(server.log).not.toContain(secret)
  }
})

test('while clicks wait their addresses are in the spool and nowhere else, and the next start clears them', async () => {
  const server = await here.start(CHATTY)
  const { key } = await server.user('waiting@example.com')
  const ledger = new Ledger()
  const settings = { clients: 8, random: Math.random, creations: 0.05, headers: FORWARDED }
  const load = new Load(server, key, ledger, settings)
  await answered(ledger, 300)
  const backup = join(here.folder(), 'backup.tar.gz')
  expect(await server.command('backup', backup)).toMatchObject({ code: 0 })
  await server.end('SIGKILL')
  await load.stop()

  const folder = dataOf(server)
  const holders = await filesWith(folder, ADDRESS)
  expect(holders).not.toEqual([])
  expect([...new Set(holders.map((path) => basename(dirname(path))))]).toEqual(['spool'])
  expect(server.log).not.toContain(ADDRESS)

  await server.restart()
  expect(await server.end()).toBe(0)
  expect(await filesWith(folder, ADDRESS)).toEqual([])
  expect(server.log).not.toContain(ADDRESS)
})

test('a data folder that the server makes is for the eyes of its owner alone', async () => {
  const server = await here.start({ FLUXLY_DATA_DIR: join(here.folder(), 'data') })
  await server.user('owner@example.com')
  const mode = (path: string) => statSync(path).mode & 0o077
  expect(mode(dataOf(server))).toBe(0)
  expect(mode(join(dataOf(server), 'secret'))).toBe(0)
  expect(mode(join(dataOf(server), 'spool'))).toBe(0)
})
