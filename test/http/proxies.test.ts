import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { eventually, startServer, type TestServer } from '../support/server.ts'
import { AGENTS, counted, make, refusal, statistics } from './answers.ts'

describe('behind a trusted proxy', () => {
  let proxied: TestServer
  let owner: string

  beforeAll(async () => {
    proxied = await startServer({
      FLUXLY_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      FLUXLY_RATE_LIMIT: '100000',
    })
    owner = (await proxied.user('ann@example.com')).key
  })
  afterAll(() => proxied.end())

  /** How many people those who come with these `X-Forwarded-For` headers are taken for. */
  async function people(at: TestServer, by: string, forwarded: string[]): Promise<number> {
    const { link_id, slug } = await make(at, by)
    for (const from of forwarded)
      await at.visit(slug, { 'User-Agent': AGENTS.desktop, 'X-Forwarded-For': from })
    await counted(at, by)
    return (await statistics(at, by, link_id)).unique_clicks
  }

  test('X-Forwarded-For tells visitors apart', async () => {
    expect(await people(proxied, owner, ['203.0.113.1', '203.0.113.2', '203.0.113.1', '2001:db8::1'])).toBe(3)
  })

  test('it is believed from the right, past trusted proxies, and only as far as they go', async () => {
    const chains = [
      '203.0.113.9',
      '198.51.100.1, 203.0.113.9',
      '6.6.6.6, 203.0.113.9, 10.1.2.3',
      '203.0.113.9,10.9.9.9',
    ]
    expect(await people(proxied, owner, chains)).toBe(1)
  })

  test('what is no address in it is not believed', async () => {
    expect(await people(proxied, owner, ['nonsense', '203.0.113.7, unknown', ''])).toBe(1)
  })

  test('it is believed from nobody by default', async () => {
    const plain = await startServer()
    const { key } = await plain.user('ann@example.com')
    expect(await people(plain, key, ['203.0.113.1', '203.0.113.2', '203.0.113.3'])).toBe(1)
    await plain.end()
  })

  test('after 60 unknown slugs in a minute a network gets 429, and its known links go on', async () => {
    const from = { 'X-Forwarded-For': '198.51.100.60' }
    const { slug } = await make(proxied, owner)
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => proxied.visit(`guess-${n}`, from)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]))
    const answer = await proxied.visit('guess-60', { ...from, Accept: 'application/json' })
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d?$/)
    await refusal(answer, 429, 'rate_limited')
    expect((await proxied.visit(slug, from)).status).toBe(302)
    expect((await proxied.visit('guess', { 'X-Forwarded-For': '198.51.100.61' })).status).toBe(404)
  })

  test('an IPv6 network is one guesser, whichever of its addresses it uses', async () => {
    const guess = (n: number) =>
      proxied.visit(`g-${n}`, { 'X-Forwarded-For': `2001:db8:7:7::${n.toString(16)}` })
    await Promise.all(Array.from({ length: 60 }, (_, n) => guess(n + 1)))
    expect((await guess(99)).status).toBe(429)
    expect((await proxied.visit('g', { 'X-Forwarded-For': '2001:db8:7:8::1' })).status).toBe(404)
  })

  test('the address of a visitor is in no file and no log once their click is counted', async () => {
    const address = '203.0.113.177'
    expect(await people(proxied, owner, [address])).toBe(1)
    const folder = proxied.env.FLUXLY_DATA_DIR as string
    const holding = () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
        const path = join(folder, name)
        return statSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path).includes(address)
      })
    await eventually(async () => (holding().length === 0 ? true : null))
    expect(proxied.log).not.toContain(address)
  })
})
