/** What SQLite itself does not notice: the end of its log is gone, and with it what was acknowledged. */
import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cutInHalf, turnOneBit } from '../support/damage.ts'
import { refusedServe, stage } from '../support/ledger-stage.ts'
import { eventually, fluxly, startServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()

/** Kills a server that had answered for links, and had counted their clicks. */
async function kill() {
  const server = await startServer({ FLUXLY_RATE_LIMIT: '0' })
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

/** A folder of a test's own that the killed server left. */
const leftFolder = here.copiesOf(kill)

const losses: { what: string; lose(log: string): void }[] = [
  { what: 'cut in half', lose: cutInHalf },
  { what: 'removed', lose: rmSync },
  { what: 'damaged in one bit', lose: turnOneBit },
]

describe.each(losses)('a log of links that was $what', ({ lose }) => {
  test('is noticed at the start: how much is missing is said, and what is left is not touched', async () => {
    const { folder, env } = await leftFolder()
    const links = join(folder, 'links.db')
    const log = `${links}-wal`
    lose(log)
    const bytes = () => (existsSync(log) ? readFileSync(log) : Buffer.alloc(0))
    const left = bytes()
    for (const refused of [await refusedServe(env), await fluxly(['verify'], env)]) {
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toMatch(/has lost what it kept \((.*, )?\d+ of links/)
      for (const word of ['restore', `${links}-mark`]) expect(refused.err).toContain(word)
      expect(refused.err).not.toMatch(/^\s+at /m)
    }
    expect(bytes().equals(left)).toBe(true)
    rmSync(`${links}-mark`)
    const server = await here.start(env)
    expect((await fetch(`${server.url}/r/nobody-has-this`)).status).toBe(404)
  })
})

test('the log of clicks that was removed is noticed too', async () => {
  const { folder, env } = await leftFolder()
  rmSync(join(folder, 'clicks.db-wal'))
  const refused = await refusedServe(env)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('clicks.db has lost what it kept')
})

test('whose index beside it was removed, is whole', async () => {
  const { folder, key, id, env } = await leftFolder()
  for (const name of ['links.db-shm', 'clicks.db-shm']) rmSync(join(folder, name))
  const server = await here.start(env)
  expect((await server.api(key, 'GET', `/api/links/${id}`)).status).toBe(200)
  expect(await server.end()).toBe(0)
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})
