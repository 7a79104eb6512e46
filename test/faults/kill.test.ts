/** The process is killed, without a word, at any moment. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  allCounted,
  differences,
  expectAllKept,
  killUnderLoad,
  Ledger,
  Load,
  metric,
  printedSeed,
  randomFrom,
} from '../support/ledger.ts'
import { dataOf, spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const BEHIND_PROXY = { FLUXLY_TRUSTED_PROXIES: '127.0.0.1' }
/** A server with workers takes twice as long to kill and start, and is killed less often. */
const roundsOf = ({ workers }: TestServer) => (workers === 1 ? 5 : 3)

test('a server that is killed under load again and again keeps every link and every click it answered for', async () => {
  const random = randomFrom(printedSeed('kill under load'))
  const server = await here.start(BEHIND_PROXY)
  const { key } = await server.user('kill@example.com')
  const ledger = new Ledger()
  const dead = new Set<string>()
  const rounds = roundsOf(server)
  for (let round = 0; round < rounds; round++) {
    const clients = 8 + Math.floor(random() * 9)
    // Once without a rest: many clicks are then on their way to the disk together.
    const pace = round === 0 ? { rest: 0 } : {}
    const load = new Load(server, key, ledger, { clients, random, creations: 0.1, ...pace })
    await Bun.sleep(300 + random() * 900)
    await server.end('SIGKILL')
    await load.stop()
    for (const name of spoolNames(server)) dead.add(name)
    await server.restart()
  }
  console.log(`${rounds} kills: ${ledger.summary}`)
  expect(server.log).not.toContain('damaged')
  expect(ledger.answeredClicks).toBeGreaterThan(rounds)

  const leftovers = () => spoolNames(server).filter((name) => dead.has(name) || name.endsWith('.damaged'))
  await eventually(async () => (leftovers().length === 0 ? true : null)).catch(() => undefined)
  await expectAllKept(server, key, ledger)
  expect(leftovers()).toEqual([])
  expect(await metric(server, 'fluxly_spool_waiting_files')).toBe(0)
  expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(0)
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

/** How long a server takes to start, in milliseconds. */
async function startingTime(): Promise<number> {
  const began = performance.now()
  const server = await here.start()
  const took = performance.now() - began
  await server.end()
  return took
}

test('a server that is killed while it starts leaves a folder that the next start takes', async () => {
  const random = randomFrom(printedSeed('kill at start'))
  const folder = here.folder()
  const whole = await startingTime()
  for (let round = 0; round < 5; round++) {
    const starting = await here.begin({ FLUXLY_DATA_DIR: folder })
    await Bun.sleep(random() * whole)
    await starting.end('SIGKILL')
  }
  const server = await here.start({ FLUXLY_DATA_DIR: folder })
  const { key } = await server.user('start@example.com')
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  expect(made.status).toBe(201)
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

test('a server that is killed while it folds what the last one left counts nothing twice and nothing less', async () => {
  const random = randomFrom(printedSeed('kill while folding'))
  const server = await here.start(BEHIND_PROXY)
  const { key, ledger } = await killUnderLoad(server, 500)
  for (let round = 0; round < 3; round++) {
    await server.restart()
    await Bun.sleep(random() * 150)
    await server.end('SIGKILL')
  }
  await server.restart()
  await allCounted(server, key, ledger)
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
  await server.restart()
  expect(await differences(server, key, ledger)).toEqual([])
})

test('a start clears away what a kill in the middle of removing a spool file leaves, addresses and all', async () => {
  const server = await here.start()
  await server.end()
  const spool = join(dataOf(server), 'spool')
  for (const ending of ['-wal', '-shm'])
    writeFileSync(join(spool, `0000-folded.spool${ending}`), '203.0.113.9')
  await server.restart()
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
})

test('a secret that a kill left unwritten is not taken for one', async () => {
  const server = await here.start()
  await server.end()
  const secret = join(dataOf(server), 'secret')
  writeFileSync(secret, '')
  const served = await server.restart().then(
    () => true,
    () => false,
  )
  if (served) expect(readFileSync(secret, 'utf8').trim().length).toBeGreaterThanOrEqual(32)
  else expect(server.log).toContain(secret)
})
