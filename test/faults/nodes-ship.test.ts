/** A node is gone for good: what is left in its spool is counted by another. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fullestIn, spoilMiddle, spoolFilesIn, turnOneBit } from '../support/damage.ts'
import { allCounted, answered, differences, Ledger, Load } from '../support/ledger.ts'
import { dataOf, filesWith, spoolNames, stage } from '../support/ledger-stage.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const ADDRESS = '203.0.113.77'
const SECRET = 'known to both nodes, and to nobody else'

let survivor: TestServer
let dead: TestServer
let key: string
/** Of all tests together; the last three leave clicks uncounted, and look no more. */
const ledger = new Ledger()
let shared: Record<string, string>

beforeAll(async () => {
  shared = {
    DATABASE_URL: await newPostgresDatabase(),
    FLUXLY_SECRET: SECRET,
    FLUXLY_TRUSTED_PROXIES: '127.0.0.1',
    FLUXLY_RATE_LIMIT: '0',
  }
  survivor = await startServer(shared)
  key = (await survivor.user('ship@example.com')).key
})

/** Another node on the same database, killed under load, its spool full of clicks. */
beforeEach(async () => {
  dead = await here.start(shared)
  const settings = { clients: 8, random: Math.random, creations: 0.02 }
  const load = new Load(dead, key, ledger, { ...settings, headers: { 'X-Forwarded-For': ADDRESS } })
  await answered(ledger, 500)
  await dead.end('SIGKILL')
  await load.stop()
})

afterAll(async () => {
  expect(await survivor.command('verify')).toMatchObject({ code: 0 })
  expect(await survivor.end()).toBe(0)
})

const spoolOf = (server: TestServer) => join(dataOf(server), 'spool')

/** The dead node's spool as it arrives on another machine. */
function arrived(): string {
  const folder = join(here.folder(), 'arrived')
  cpSync(spoolOf(dead), folder, { recursive: true })
  return folder
}

test('a spool that is shipped is counted once, however often, and whoever counted some of it before', async () => {
  const folder = arrived()
  const again = join(here.folder(), 'again')
  cpSync(folder, again, { recursive: true })
  const first = await survivor.command('spool', 'ship', folder)
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toMatch(/[1-9]\d* clicks? counted; the file is deleted/)
  expect(await differences(survivor, key, ledger)).toEqual([])
  expect(readdirSync(folder)).toEqual([])
  expect(await filesWith(folder, ADDRESS)).toEqual([])

  const second = await survivor.command('spool', 'ship', ...spoolFilesIn(again))
  expect(second.code).toBe(0)
  expect(second.out).toMatch(/0 clicks counted, [1-9][\d,]* clicks? had been counted before/)
  expect(second.out).not.toMatch(/[1-9]\d* clicks? counted[,;]/)
  await dead.restart()
  expect(await dead.end()).toBe(0)
  expect(spoolNames(dead)).toEqual([])
  expect(await differences(survivor, key, ledger)).toEqual([])
})

test('a data folder is shipped as a whole, also where its node still holds parts that were counted', async () => {
  await dead.restart()
  await eventually(async () => (spoolNames(dead).length > 0 ? true : null))
  await dead.end('SIGKILL') // somewhere within counting what the first kill left
  // A file that was just made when it died is left, as one whose log may be missing.
  const blank = spoolFilesIn(spoolOf(dead)).filter((file) => !existsSync(`${file}-wal`))
  const { code } = await survivor.command('spool', 'ship', dataOf(dead))
  expect(code).toBe(blank.length === 0 ? 0 : 1)
  await allCounted(survivor, key, ledger)
  expect(spoolFilesIn(spoolOf(dead))).toEqual(blank)
})

test('what a living process writes is refused and left alone, by its folder and by the file itself', async () => {
  await dead.restart()
  await allCounted(survivor, key, ledger)
  const { code, out, err } = await survivor.command('spool', 'ship', spoolOf(dead))
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain(dataOf(dead))

  const elsewhere = join(here.folder(), 'links')
  mkdirSync(elsewhere)
  const names = readdirSync(spoolOf(dead)).filter((name) => name.endsWith('.spool'))
  for (const name of names) linkSync(join(spoolOf(dead), name), join(elsewhere, name))
  const linked = await survivor.command('spool', 'ship', ...spoolFilesIn(elsewhere))
  expect(linked).toMatchObject({ code: 1, out: '' })
  expect(linked.err).toContain('a process that lives has it open')
  expect(spoolFilesIn(elsewhere)).toHaveLength(names.length)

  const slug = ledger.entries[0]?.slug as string
  expect((await dead.visit(slug)).status).toBe(302)
  if (ledger.entries[0]) {
    ledger.entries[0].sent++
    ledger.entries[0].answered++
  }
  await allCounted(survivor, key, ledger)
})

test('what cannot be shipped is named and stays: no file, another name, a log that was left behind', async () => {
  const folder = arrived()
  const file = fullestIn(folder)
  const missing = await survivor.command('spool', 'ship', join(folder, 'no.spool'))
  expect(missing).toMatchObject({ code: 1, out: '' })
  expect(missing.err).toContain('There is no')
  expect((await survivor.command('spool', 'ship')).code).toBe(2)

  renameSync(file, join(folder, 'renamed.spool'))
  const renamed = await survivor.command('spool', 'ship', join(folder, 'renamed.spool'))
  expect(renamed).toMatchObject({ code: 1, out: '' })
  expect(renamed.err).toContain('the name of a spool file')
  renameSync(join(folder, 'renamed.spool'), file)

  const log = join(here.folder(), 'log')
  renameSync(`${file}-wal`, log)
  rmSync(`${file}-shm`, { force: true })
  const bare = await survivor.command('spool', 'ship', file)
  expect(bare).toMatchObject({ code: 1, out: '' })
  expect(bare.err).toContain('-wal')
  expect(existsSync(file)).toBe(true)
})

test('a file whose log was damaged is counted up to there, and what is lost is said', async () => {
  const folder = arrived()
  const file = fullestIn(folder)
  turnOneBit(`${file}-wal`)
  const { code, out } = await survivor.command('spool', 'ship', file)
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/the clicks of [1-9]\d* turns are lost; the file is deleted/),
  ])
})

test('a damaged file is counted as far as it can be read, and the rest is kept and named', async () => {
  const folder = arrived()
  const file = fullestIn(folder)
  spoilMiddle(file)
  const text = join(folder, '00000000-0000-0000-0000-000000000000.spool')
  writeFileSync(text, 'not a database\n'.repeat(900))
  const empty = join(folder, '00000000-0000-0000-0000-000000000001.spool')
  writeFileSync(empty, '')

  const { code, out } = await survivor.command('spool', 'ship', folder)
  expect(code).toBe(1)
  for (const path of [file, text]) expect(out).toContain(`${path}.damaged`)
  const kept = readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name))
  expect(kept.filter((name) => !name.endsWith('.damaged'))).toEqual([])
  for (const { id, sent } of ledger.entries) {
    const link = await (await survivor.api(key, 'GET', `/api/links/${id}`)).json()
    expect((link as { click_count: number }).click_count).toBeLessThanOrEqual(sent)
  }
})
