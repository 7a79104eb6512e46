/** The power is cut: what was not synced is gone, or there in part. */
import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { type Entry, Ledger, Load, metric, missingLinks, printedSeed, randomFrom } from '../support/ledger.ts'
import { spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, fluxly, type TestServer } from '../support/server.ts'
import { canWatchSyncs, closeDisks, SyncedDisk } from '../support/synced-disk.ts'

/** More of them by hand: FLUXLY_TEST_ROUNDS=20. */
const ROUNDS = Number(process.env.FLUXLY_TEST_ROUNDS ?? 1)
setDefaultTimeout(60_000 + ROUNDS * 20_000)
const here = stage()
afterEach(closeDisks)

const possible = await canWatchSyncs()
if (!possible) console.log('the tests of power cuts are skipped: this machine does not let syncs be watched')

/** A click is on disk within a second; a machine that does other things too gets another, and what the disk made it wait. */
const OLDEST_LOSS = 2_000
const LOOK_EVERY = 20

/** How many clicks of each link had been answered, at many moments. */
class Answered {
  readonly #entries: readonly Entry[]
  readonly #moments: { at: number; answered: number[] }[] = []
  readonly #timer: ReturnType<typeof setInterval>

  constructor({ entries }: Ledger) {
    this.#entries = entries
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY)
  }

  #look(): void {
    this.#moments.push({ at: performance.now(), answered: this.#entries.map(({ answered }) => answered) })
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#look()
  }

  /** How long before the end the first click was answered that is not counted, in milliseconds; 0 where all are. */
  ageOfLoss(counts: Map<Entry, number>): number {
    const isCounted = ({ answered }: { answered: number[] }) =>
      answered.every((count, at) => count <= (counts.get(this.#entries[at] as Entry) ?? 0))
    const [counted, last] = [this.#moments.findLast(isCounted), this.#moments.at(-1)]
    return Math.round((last?.at ?? 0) - (counted?.at ?? 0))
  }
}

/** How many clicks of each link are counted, once all that are left are folded. */
async function countsOf(server: TestServer, key: string, ledger: Ledger): Promise<Map<Entry, number>> {
  await eventually(async () => ((await metric(server, 'fluxly_spool_waiting_files')) === 0 ? true : null))
  const counts = new Map<Entry, number>()
  for (const entry of ledger.entries) {
    const answer = await server.api(key, 'GET', `/api/links/${entry.id}`)
    counts.set(entry, ((await answer.json()) as { click_count: number }).click_count)
  }
  return counts
}

interface Cut {
  key: string
  ledger: Ledger
  random: () => number
  settings: Record<string, string>
  isTorn: boolean
}

/** Cuts the power of a server under load. What is left, and what clients had been told when. */
async function cutUnderLoad(folder: string, { key, ledger, random, settings, isTorn }: Cut) {
  const disk = new SyncedDisk(folder)
  const server = await here.start({ FLUXLY_DATA_DIR: folder, ...settings }, disk.program)
  const load = new Load(server, key, ledger, { clients: 8, random, creations: 0.1 })
  const answered = new Answered(ledger)
  await Bun.sleep(300 + random() * 1_500)
  answered.stop()
  await disk.cut(server)
  await load.stop()
  const left = disk.left(isTorn ? random : null)
  disk.close()
  return { left, answered, waited: disk.longestWait }
}

/** In milliseconds. */
interface Loss {
  /** Of the oldest click that was lost, when the power was cut. */
  age: number
  /** How long a sync was kept waiting at most. */
  waited: number
}

/** Cuts the power again and again. */
async function cutAgainAndAgain(cuts: boolean[], what: string, settings: Cut['settings']): Promise<Loss[]> {
  const random = randomFrom(printedSeed(what))
  const { folder, key } = await here.usedFolder()
  const losses: Loss[] = []
  let data = folder
  for (const isTorn of cuts) {
    const ledger = new Ledger()
    const { left, answered, waited } = await cutUnderLoad(data, { key, ledger, random, settings, isTorn })
    const server = await here.start({ FLUXLY_DATA_DIR: left })
    expect(await missingLinks(server, key, ledger.entries)).toEqual([])
    const counts = await countsOf(server, key, ledger)
    for (const [{ sent }, counted] of counts) expect(counted).toBeLessThanOrEqual(sent)
    const age = answered.ageOfLoss(counts)
    losses.push({ age, waited })
    console.log(
      `${ledger.entries.length} links and ${ledger.answeredClicks} clicks were answered; the oldest lost click: ${age} ms`,
    )
    expect(await server.end()).toBe(0)
    expect(spoolNames(server)).toEqual([])
    expect(await server.command('verify')).toMatchObject({ code: 0 })
    data = left
  }
  return losses
}

describe.if(possible)('a power cut under load', () => {
  test('takes no link that was answered for, and only the last clicks, whether the rest is gone or there in part', async () => {
    const cuts = Array.from({ length: ROUNDS }, () => [false, true]).flat()
    for (const { age, waited } of await cutAgainAndAgain(cuts, 'power cut', {}))
      expect(age).toBeLessThan(OLDEST_LOSS + waited)
  })

  test('takes nothing that was answered where every click is synced', async () => {
    const cuts = Array.from({ length: ROUNDS }, (_, round) => round % 2 === 1)
    const settings = { FLUXLY_CLICK_SYNC: 'always' }
    for (const { age } of await cutAgainAndAgain(cuts, 'power cut, synced', settings)) expect(age).toBe(0)
  })
})

/** Makes a user and a key, on the server's disk. */
async function makeUser(server: TestServer): Promise<string> {
  const run = async (...args: string[]) => {
    const settings = { ...server.env, FLUXLY_PASSWORD: 'a long password' }
    const done = await fluxly(args, settings, '', server.program)
    expect(done).toMatchObject({ code: 0 })
    return done.out
  }
  await run('user', 'create', '--email', 'first@example.com')
  return run('key', 'create', '--email', 'first@example.com', '--name', 'test')
}

describe.if(possible)('a power cut soon after the first start', () => {
  const body = { target_url: 'https://example.com/first' }
  const headers = { 'Idempotency-Key': 'once' }

  test('takes neither the folder, nor its secret, nor clicks that wait in the spool', async () => {
    const disk = new SyncedDisk(here.folder())
    const server = await here.start({ FLUXLY_DATA_DIR: join(disk.folder, 'data') }, disk.program)
    const key = await makeUser(server)
    disk.refuses = (path) => path.includes('clicks.db')
    const made = await server.api(key, 'POST', '/api/links', body, headers)
    const { link_id: id, slug } = (await made.json()) as { link_id: string; slug: string }
    const visits = await Promise.all(Array.from({ length: 20 }, () => server.visit(slug)))
    for (const { status } of visits) expect(status).toBe(302)
    const before = disk.syncs.length
    const isSynced = (end: string) => disk.syncs.slice(before).some((path) => path.endsWith(end))
    await eventually(async () => (isSynced('.spool-wal') && isSynced('/spool') ? true : null))
    await disk.cut(server)

    const after = await here.start({ FLUXLY_DATA_DIR: join(disk.left(), 'data') })
    const again = await after.api(key, 'POST', '/api/links', body, headers)
    expect([again.status, ((await again.json()) as { link_id?: string }).link_id]).toEqual([201, id])
    const count = async () => {
      const link = await (await after.api(key, 'GET', `/api/links/${id}`)).json()
      return (link as { click_count: number }).click_count
    }
    await eventually(async () => ((await count()) === 20 ? true : null))
    expect(await after.end()).toBe(0)
    expect(await after.command('verify')).toMatchObject({ code: 0 })
  })
})

describe.if(possible)('a power cut after a command said that it is done', () => {
  test('takes no backup that was written, and nothing of what was restored', async () => {
    const { folder, key } = await here.usedFolder()
    const written = new SyncedDisk(here.folder())
    const backup = await fluxly(
      ['backup', join(written.folder, 'backup')],
      { FLUXLY_DATA_DIR: folder },
      '',
      written.program,
    )
    expect(backup).toMatchObject({ code: 0 })
    const restored = new SyncedDisk(here.folder())
    const restore = await fluxly(
      ['restore', join(written.left(), 'backup')],
      { FLUXLY_DATA_DIR: join(restored.folder, 'data') },
      '',
      restored.program,
    )
    expect(restore).toMatchObject({ code: 0 })
    const server = await here.start({ FLUXLY_DATA_DIR: join(restored.left(), 'data') })
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
  })
})
