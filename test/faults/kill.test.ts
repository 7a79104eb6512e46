/** The process is killed, without a word, at any moment. */
import { Database } from 'bun:sqlite'
import { expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  allCounted,
  differences,
  Ledger,
  Load,
  metric,
  missingLinks,
  printedSeed,
  randomFrom,
} from '../support/ledger.ts'
import { dataOf, spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'
import { workersOf } from '../support/workers.ts'

setDefaultTimeout(60_000)
const here = stage()
const BEHIND_PROXY = { FLUXLY_TRUSTED_PROXIES: '127.0.0.1' }
/** A server with workers takes twice as long to kill and start, and is killed half as often. */
const roundsOf = ({ workers }: TestServer) => (workers === 1 ? 8 : 4)

test('a server that is killed under load again and again keeps every link and every click it answered for', async () => {
  const random = randomFrom(printedSeed('kill under load'))
  const server = await here.start(BEHIND_PROXY)
  const { key } = await server.user('kill@example.com')
  const ledger = new Ledger()
  const dead = new Set<string>()
  const rounds = roundsOf(server)
  for (let round = 0; round < rounds; round++) {
    const clients = 8 + Math.floor(random() * 9)
    const load = new Load(server, key, ledger, { clients, random, creations: 0.1 })
    await Bun.sleep(300 + random() * 900)
    await server.end('SIGKILL')
    await load.stop()
    for (const name of spoolNames(server)) dead.add(name)
    await server.restart()
  }
  console.log(
    `${rounds} kills: ${ledger.entries.length} of ${ledger.creations} links and ${ledger.answeredClicks} of ${ledger.sentClicks} clicks were answered`,
  )
  expect(ledger.surprises).toEqual([])
  expect(server.log).not.toContain('damaged')
  expect(ledger.answeredClicks).toBeGreaterThan(rounds)

  const leftovers = () => spoolNames(server).filter((name) => dead.has(name) || name.endsWith('.damaged'))
  await eventually(async () => (leftovers().length === 0 ? true : null)).catch(() => undefined)
  expect(await differences(server, key, ledger)).toEqual([])
  expect(await missingLinks(server, key, ledger.entries)).toEqual([])
  expect(leftovers()).toEqual([])
  expect(await metric(server, 'fluxly_spool_waiting_files')).toBe(0)
  expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(0)
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

test('a server that is killed while it starts leaves a folder that the next start takes', async () => {
  const random = randomFrom(printedSeed('kill at start'))
  const folder = here.folder()
  for (let round = 0; round < 6; round++) {
    const starting = await here.begin({ FLUXLY_DATA_DIR: folder })
    await Bun.sleep(50 + random() * 350)
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

/** A killed server with clicks in its spool. */
async function killedServer() {
  const server = await here.start(BEHIND_PROXY)
  const { key } = await server.user('spool@example.com')
  const ledger = new Ledger()
  const load = new Load(server, key, ledger, { clients: 8, random: Math.random, creations: 0.02 })
  await eventually(async () => (ledger.answeredClicks > 500 ? true : null))
  // Workers whose supervisor is gone end by themselves, and put their logs away: here nobody may.
  for (const worker of workersOf(server)) process.kill(worker, 'SIGKILL')
  await server.end('SIGKILL')
  await load.stop()
  return { server, key, ledger }
}

test('a server that is killed while it folds what the last one left counts nothing twice and nothing less', async () => {
  const random = randomFrom(printedSeed('kill while folding'))
  const { server, key, ledger } = await killedServer()
  for (let round = 0; round < roundsOf(server) / 2 + 1; round++) {
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

async function countOf(server: TestServer, key: string, id: string): Promise<number> {
  const link = (await (await server.api(key, 'GET', `/api/links/${id}`)).json()) as { click_count: number }
  return link.click_count
}

/** Follows a new link and waits until the click is seen. */
async function expectClicksToBeCounted(server: TestServer, key: string): Promise<void> {
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/after' })
  const { link_id: id, slug } = (await made.json()) as { link_id: string; slug: string }
  expect((await server.visit(slug)).status).toBe(302)
  await eventually(async () => ((await countOf(server, key, id)) === 1 ? true : null))
}

interface Damage {
  what: string
  /** What becomes of the files of a dead server: of `names`, its spool files, in `folder`. */
  damage(folder: string, names: string[]): void
  /** Whether something may be kept for a person to look at. */
  keeps: boolean
  /** What the log says of it. */
  says?: RegExp
}

/** A file that nobody has opened yet has no log. */
const logSize = (path: string) => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0

/** The spool file with the most in its log. */
const largestLog = (folder: string, names: string[]) =>
  names.map((name) => join(folder, name)).sort((a, b) => logSize(b) - logSize(a))[0] ?? ''

const damages: Damage[] = [
  {
    what: 'is empty',
    damage: (folder) => writeFileSync(join(folder, '00000000-empty.spool'), ''),
    keeps: false,
  },
  {
    what: 'was being made',
    damage: (folder) => {
      const db = new Database(join(folder, '00000000-begun.spool.making'), { create: true })
      db.run('pragma journal_mode = wal')
      db.close()
    },
    keeps: false,
  },
  {
    what: 'ends in the middle of a write',
    damage: (folder, names) => {
      for (const log of names.map((name) => join(folder, `${name}-wal`)))
        if (statSync(log, { throwIfNoEntry: false })) truncateSync(log, statSync(log).size - 1_000)
    },
    keeps: false,
  },
  {
    what: 'is no database',
    damage: (folder) => writeFileSync(join(folder, '00000000-text.spool'), 'not a database\n'.repeat(900)),
    keeps: true,
  },
  {
    what: 'has one bit turned in its log',
    damage: (folder, names) => {
      const log = `${largestLog(folder, names)}-wal`
      const bytes = readFileSync(log)
      const middle = Math.floor(bytes.length / 2)
      bytes[middle] = (bytes[middle] ?? 0) ^ 0x01
      writeFileSync(log, bytes)
    },
    keeps: false,
    says: /"turns":[1-9]\d*,"msg":"the log of a spool file was damaged; its last clicks are lost"/,
  },
  {
    what: 'has a log that was cut in half',
    damage: (folder, names) => {
      const log = `${largestLog(folder, names)}-wal`
      truncateSync(log, Math.floor(statSync(log).size / 2))
    },
    keeps: false,
  },
  {
    what: 'is damaged in its middle',
    damage: (folder, names) => {
      const paths = names.map((name) => join(folder, name))
      for (const path of paths) {
        const db = new Database(path)
        db.run('pragma wal_checkpoint(truncate)')
        db.close()
      }
      const largest = paths.sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''
      const bytes = readFileSync(largest)
      bytes.fill(0xa5, 3 * 4096, bytes.length - 4096)
      writeFileSync(largest, bytes)
    },
    keeps: true,
  },
]

test.each(damages)(
  'a spool file that $what keeps no other click from being counted',
  async ({ damage, keeps, says }) => {
    const { server, key, ledger } = await killedServer()
    const names = spoolNames(server).filter((name) => name.endsWith('.spool'))
    damage(join(dataOf(server), 'spool'), names)
    await server.restart()
    await expectClicksToBeCounted(server, key)
    const counts = await Promise.all(ledger.entries.map(({ id }) => countOf(server, key, id)))
    for (const [index, { sent }] of ledger.entries.entries()) expect(counts[index]).toBeLessThanOrEqual(sent)
    expect(await missingLinks(server, key, ledger.entries)).toEqual([])
    const waiting = () => metric(server, 'fluxly_spool_waiting_files')
    await eventually(async () => ((await waiting()) === 0 ? true : null), 3_000).catch(() => undefined)
    expect(await waiting()).toBe(0)
    expect(await server.end()).toBe(0)
    expect(await server.command('verify')).toMatchObject({ code: 0 })
    if (!keeps) expect(spoolNames(server)).toEqual([])
    if (says) expect(server.log).toMatch(says)
  },
)

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
