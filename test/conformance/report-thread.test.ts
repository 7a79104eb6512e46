/** The thread that reads SQLite's statistics: what it says is what is there, and it may break. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { EVERY_CLICK } from '../../src/domain/click.ts'
import { Failure } from '../../src/domain/failure.ts'
import { DAY } from '../../src/domain/moment.ts'
import { type Period, readPeriod } from '../../src/domain/period.ts'
import { ReportThread } from '../../src/reporting/reporting.ts'
import { openStores, type Stores } from '../../src/stores.ts'
import { clickOf } from '../support/clicks.ts'
import { scratchFolder } from '../support/server.ts'
import { NOW } from '../support/stores.ts'

const dataDir = scratchFolder()
const month = readPeriod({}, NOW, NOW - 400 * DAY) as Period
const someClick = (n: number) =>
  clickOf({
    link: 1,
    at: NOW - 1 - n * 10,
    referrer: `r${n % 50}.example`,
    device: 'mobile',
    browser: `b${n % 7}`,
    os: 'Linux',
    country: 'DE',
    bot: false,
    visitor: n,
  })
const FILTERED = { bots: 'include', filters: { country: 'DE' } } as const
const CLICKS = 100_000

let stores: Stores
let thread: ReportThread
const broken: unknown[] = []
const reports = () => thread.reports(stores.clicks)

beforeAll(async () => {
  stores = await openStores({ dataDir, databaseUrl: null }, () => undefined)
  await stores.clicks.fold(
    'many',
    Array.from({ length: CLICKS }, (_, n) => someClick(n)),
    NOW,
  )
  thread = new ReportThread(join(dataDir, 'clicks.db'), (error) => broken.push(error))
})
afterAll(async () => {
  thread.close()
  await stores.close()
})

test('sees what is written beside it, at once', async () => {
  expect((await reports().report([2], month, EVERY_CLICK)).period.clicks).toBe(0)
  await stores.clicks.fold('more', [{ ...someClick(1), link: 2 }], NOW)
  expect((await reports().report([2], month, EVERY_CLICK)).period.clicks).toBe(1)
})

test('does not hold up the event loop that asks it', async () => {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const begun = performance.now()
  const found = await Promise.all(Array.from({ length: 8 }, () => reports().report([1], month, FILTERED)))
  const took = performance.now() - begun
  clearInterval(timer)
  expect(found.map(({ period }) => period.clicks)).toEqual(Array<number>(8).fill(CLICKS))
  expect(longest).toBeLessThan(took / 2)
})

test('refuses who waits when it ends, and is started again for the next', async () => {
  const waiting = reports().report([1], month, FILTERED)
  thread.close()
  const refused = await waiting.catch((error) => error)
  expect(refused).toBeInstanceOf(Failure)
  expect(refused).toMatchObject({ code: 'unavailable', facts: { retryAfter: expect.any(Number) } })
  expect((await reports().report([1], month, EVERY_CLICK)).period.clicks).toBe(CLICKS)
  expect(broken).toEqual([])
})

test('refuses more calls than it can answer soon', async () => {
  const calls = await Promise.allSettled(
    Array.from({ length: 300 }, () => reports().page([1], month, EVERY_CLICK, null, 1)),
  )
  const refused = calls.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(300 - 256)
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } })
  expect(await reports().newest()).toBeGreaterThan(CLICKS)
})

test('carries errors back', async () => {
  const nowhere = new ReportThread(join(dataDir, 'nothing.db'), () => undefined)
  const failed = await nowhere
    .reports(stores.clicks)
    .newest()
    .catch((error) => error)
  expect(failed).toMatchObject({ code: 'SQLITE_CANTOPEN' })
  nowhere.close()
})
