/** The clock of a running server jumps. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, HOUR } from '../../src/domain/moment.ts'
import { Listener } from '../support/events.ts'
import { stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const ROOT = join(import.meta.dir, '../..')
const YEAR = 365 * DAY

/** A server whose clock can be set off by so many milliseconds. */
async function serverWithClock() {
  const folder = here.folder()
  const [program, clock] = [join(folder, 'fluxly'), join(folder, 'clock')]
  const preload = join(import.meta.dir, '../support/jumping-clock.ts')
  writeFileSync(
    program,
    `#!/bin/sh\nexec ${ROOT}/bin/bun --smol --preload ${preload} ${ROOT}/src/main.ts "$@"\n`,
  )
  chmodSync(program, 0o755)
  const jump = (ms: number) => writeFileSync(clock, String(ms))
  jump(0)
  return { server: await here.start({ JUMPING_CLOCK: clock }, program), jump }
}

async function create(server: TestServer, key: string, body: object = {}) {
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/', ...body })
  expect(made.status).toBe(201)
  return (await made.json()) as { link_id: string; slug: string }
}

test('a clock that jumps by an hour and by ten years, there and back, costs a running server no link, no click and no answer', async () => {
  const { server, jump } = await serverWithClock()
  const { key } = await server.user('jumps@example.com')
  const { link_id: id, slug } = await create(server, key)
  const expiring = await create(server, key, { expires_at: new Date(Date.now() + DAY).toISOString() })
  const stream = await Listener.open(`${server.url}/api/links/${id}/clicks/stream`, key)
  const counted = async () => {
    const link = await (await server.api(key, 'GET', `/api/links/${id}`)).json()
    return (link as { click_count: number }).click_count
  }

  for (const [before, off] of [10 * YEAR, -10 * YEAR, HOUR, -HOUR, 0].entries()) {
    jump(off)
    expect((await server.visit(slug)).status).toBe(302)
    await eventually(async () => ((await counted()) === before + 1 ? true : null))
    await eventually(async () => (stream.events.length === before + 1 ? true : null))
    const made = await create(server, key)
    expect((await server.visit(made.slug)).status).toBe(302)
    expect((await server.visit(expiring.slug)).status).toBe(off > DAY ? 410 : 302)
    for (const path of ['/api/links', `/api/links/${id}/analytics`, '/api/analytics', '/api/clicks.csv'])
      expect((await server.api(key, 'GET', path)).status).toBe(200)
  }
  await stream.close()
  expect(await server.end()).toBe(0)
  expect(server.log).not.toContain('"level":50')
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})
