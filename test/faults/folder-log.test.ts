/** What SQLite itself does not notice: the end of its log is gone, and with it what was acknowledged. */
import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataOf, refusedServe, stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()

/** A killed server that had answered for links, and had counted their clicks. */
async function killedServer(): Promise<{ server: TestServer; key: string; id: string }> {
  const server = await here.start()
  const { key } = await server.user('log@example.com')
  const create = () => server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  const { link_id: id, slug } = (await (await create()).json()) as { link_id: string; slug: string }
  for (let n = 0; n < 40; n++) expect((await create()).status).toBe(201)
  expect((await server.visit(slug)).status).toBe(302)
  await eventually(async () => {
    const link = await (await server.api(key, 'GET', `/api/links/${id}`)).json()
    return (link as { click_count: number }).click_count === 1 ? true : null
  })
  await server.end('SIGKILL')
  return { server, key, id }
}

const losses: { what: string; lose(log: string): void }[] = [
  { what: 'cut in half', lose: (log) => truncateSync(log, Math.floor(statSync(log).size / 2)) },
  { what: 'removed', lose: (log) => rmSync(log) },
  {
    what: 'damaged in one byte',
    lose(log) {
      const bytes = readFileSync(log)
      const middle = Math.floor(bytes.length / 2)
      bytes[middle] = (bytes[middle] ?? 0) ^ 0x01
      writeFileSync(log, bytes)
    },
  },
]

describe.each(losses)('a log of links that was $what', ({ lose }) => {
  test('is noticed at the start: how much is missing is said, and what is left is not touched', async () => {
    const { server } = await killedServer()
    const links = join(dataOf(server), 'links.db')
    const log = `${links}-wal`
    lose(log)
    const bytes = () => (existsSync(log) ? readFileSync(log) : Buffer.alloc(0))
    const left = bytes()
    for (const refused of [await refusedServe(server.env), await server.command('verify')]) {
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toMatch(/has lost what it kept \((.*, )?\d+ of links/)
      for (const word of ['restore', `${links}-mark`]) expect(refused.err).toContain(word)
      expect(refused.err).not.toMatch(/^\s+at /m)
    }
    expect(bytes().equals(left)).toBe(true)
    rmSync(`${links}-mark`)
    await server.restart()
    expect((await fetch(`${server.url}/r/nobody-has-this`)).status).toBe(404)
  })
})

test('the log of clicks that was removed is noticed too', async () => {
  const { server } = await killedServer()
  rmSync(join(dataOf(server), 'clicks.db-wal'))
  const refused = await refusedServe(server.env)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('clicks.db has lost what it kept')
})

test('whose index beside it was removed, is whole', async () => {
  const { server, key, id } = await killedServer()
  for (const name of ['links.db-shm', 'clicks.db-shm']) rmSync(join(dataOf(server), name))
  await server.restart()
  expect((await server.api(key, 'GET', `/api/links/${id}`)).status).toBe(200)
  expect(await server.end()).toBe(0)
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})
