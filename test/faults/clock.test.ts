/** What a clock that jumped leaves behind, and the clock of what takes things away, handed in. A running server's jumps are in clock-jumps.test.ts. */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { DAY, HOUR, utcDay } from '../../src/domain/moment.ts'
import { PLANS } from '../../src/domain/plan.ts'
import { makeSpoolFile } from '../../src/engines/sqlite/spool-files.ts'
import { SpoolRowWriter } from '../../src/engines/sqlite/spool-row.ts'
import { Housekeeper } from '../../src/pipeline/housekeeper.ts'
import { keepHouse } from '../../src/pipeline/housekeeping.ts'
import type { Stores } from '../../src/stores.ts'
import { dataOf } from '../support/ledger-stage.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'
import { ENGINES, NOW, someLink, someUser, store } from '../support/stores.ts'

setDefaultTimeout(60_000)
const YEAR = 365 * DAY
const JUMPS = [-10 * YEAR, -HOUR, HOUR, 10 * YEAR]

const SETTINGS: Record<string, () => Promise<Record<string, string>>> = {
  SQLite: async () => ({}),
  PostgreSQL: async () => ({ DATABASE_URL: await newPostgresDatabase() }),
}

/** Leaves clicks in the spool of a server that is not running, as if it had recorded them at these moments. */
function leaveClicks(server: TestServer, link: number, moments: number[]): void {
  const db = new Database(makeSpoolFile(join(dataOf(server), 'spool')))
  const row = new SpoolRowWriter()
  const insert = db.query('insert into turns (texts, clicks) values (?, ?)')
  for (const at of moments) {
    row.add({ link, at, origin: { ip: '203.0.113.5', userAgent: 'curl/8.14.1', referrer: '' } })
    const { texts, clicks } = row.take()
    insert.run(texts, clicks)
  }
  db.close()
}

interface Report {
  total_clicks: number
  timeline: { date: string; clicks: number }[]
  recent_clicks: { clicked_at: string }[]
}

describe.each(Object.entries(SETTINGS))('clicks recorded while the clock was wrong, on %s', (_, settings) => {
  test('are counted once, harm no report, and those recorded before and after stand where they belong', async () => {
    const server = await startServer(await settings())
    const { key } = await server.user('clock@example.com')
    const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
    const { link_id: id, slug } = (await made.json()) as { link_id: string; slug: string }
    expect((await server.visit(slug)).status).toBe(302)
    expect(await server.end()).toBe(0)
    leaveClicks(
      server,
      1,
      JUMPS.map((jump) => Date.now() + jump),
    )
    await server.restart()
    expect((await server.visit(slug)).status).toBe(302)

    const yesterday = new Date(Date.now() - DAY).toISOString().slice(0, 10)
    const report = async (query = '') => {
      const answer = await server.api(key, 'GET', `/api/links/${id}/analytics${query}`)
      expect(answer.status).toBe(200)
      return (await answer.json()) as Report
    }
    const all = await eventually(async () => {
      const seen = await report()
      return seen.total_clicks === 6 ? seen : null
    })
    const inPeriod = all.timeline.reduce((sum, { clicks }) => sum + clicks, 0)
    expect(inPeriod).toBeGreaterThanOrEqual(2)
    expect(inPeriod).toBeLessThanOrEqual(4)
    for (const query of [
      `?interval=hour&from=${yesterday}`,
      '?tz=Asia/Kathmandu',
      '?bots=only',
      '?device=other',
    ])
      await report(query)
    for (const path of [
      '/api/analytics',
      '/api/clicks.csv',
      `/api/links/${id}/clicks.csv`,
      '/api/links?sort=clicks',
    ])
      expect((await server.api(key, 'GET', path)).status).toBe(200)
    expect(await server.end()).toBe(0)
    expect(await server.command('verify')).toMatchObject({ code: 0 })
  })
})

describe.each(Object.entries(ENGINES))('keeping house by a clock that jumps, on %s', (_, open) => {
  let stores: Stores

  beforeAll(async () => {
    stores = await open()
  })
  afterAll(() => stores.close())

  test('takes nothing away within an hour of a jump, and what is past its time once the clock is right', async () => {
    const user = await someUser(stores, 'free')
    const link = someLink(user.id)
    await store(stores, link)
    const { pk } = (await stores.links.find(user.id, link.id)) as { pk: number }
    const traits = {
      referrer: 'direct',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Linux',
      country: '',
      bot: false,
      visitor: 1,
    } as const
    await stores.clicks.fold(
      'clock/0',
      [
        { link: pk, at: NOW - 40 * DAY, traits },
        { link: pk, at: NOW - DAY, traits },
      ],
      NOW,
    )
    const singleClicks = async () => (await stores.clicks.clicksAfter([pk], 0, 0, 10)).length

    let wall = NOW
    let monotonic = 0
    const jumps: number[] = []
    const housekeeper = new Housekeeper(
      { now: () => wall, monotonic: () => monotonic },
      (now) => keepHouse({ ...stores, plans: PLANS }, now),
      (ms) => jumps.push(ms),
    )
    const pass = async (ms: number) => {
      wall += ms
      monotonic += ms
      await housekeeper.look()
    }

    wall += 10 * YEAR
    for (let minute = 0; minute < 59; minute++) await pass(60_000)
    expect(jumps).toEqual([10 * YEAR])
    expect(await singleClicks()).toBe(2)
    wall -= 10 * YEAR
    for (let minute = 0; minute < 59; minute++) await pass(60_000)
    expect(jumps).toEqual([10 * YEAR, -10 * YEAR])
    expect(await singleClicks()).toBe(2)
    for (let minute = 0; minute < 3; minute++) await pass(60_000)
    expect(await singleClicks()).toBe(1)
    expect((await stores.clicks.verify()).discrepancies).toEqual([])
    expect((await stores.clicks.totals([pk])).get(pk)).toMatchObject({ clicks: 2 })
  })

  test('that goes back forgets no visitor of today', async () => {
    const salt = await stores.clicks.salt(utcDay(NOW), new Uint8Array(32).fill(7))
    for (const jump of [-10 * YEAR, -HOUR]) await keepHouse({ ...stores, plans: PLANS }, NOW + jump)
    expect(await stores.clicks.salt(utcDay(NOW), new Uint8Array(32))).toEqual(salt)
  })
})
