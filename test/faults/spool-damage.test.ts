/** Spool files that a killed server left are damaged before the next start. */
import { Database } from 'bun:sqlite'
import { expect, setDefaultTimeout, test } from 'bun:test'
import { statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cutInHalf, fullestIn, spoilMiddle, spoolFilesIn, turnOneBit } from '../support/damage.ts'
import { allCounted, killUnderLoad, type Ledger, metric, missingLinks } from '../support/ledger.ts'
import { spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const BEHIND_PROXY = { FLUXLY_TRUSTED_PROXIES: '127.0.0.1' }

async function kill() {
  const server = await startServer(BEHIND_PROXY)
  return { server, ...(await killUnderLoad(server, 500)) }
}

/** A folder of a test's own that a killed server left, with clicks in its spool; and what its clients were told. */
const leftFolder = here.copiesOf(kill)

async function countOf(server: TestServer, key: string, id: string): Promise<number> {
  const link = (await (await server.api(key, 'GET', `/api/links/${id}`)).json()) as { click_count: number }
  return link.click_count
}

/** Follows a new link and waits until the click is seen. */
async function expectClicksToBeCounted(server: TestServer, key: string, ledger: Ledger): Promise<void> {
  ledger.creations++
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/after' })
  const { link_id: id, slug } = (await made.json()) as { link_id: string; slug: string }
  expect((await server.visit(slug)).status).toBe(302)
  await eventually(async () => ((await countOf(server, key, id)) === 1 ? true : null))
}

interface Damage {
  what: string
  /** What becomes of the spool of a dead server. */
  damage(spool: string): void
  /** Whether clicks of the dead server may be lost with it. */
  loses: boolean
  /** Whether something may be kept for a person to look at. */
  keeps: boolean
  /** What the log says of it. */
  says?: RegExp
}

const damages: Damage[] = [
  {
    what: 'is empty',
    damage: (spool) => writeFileSync(join(spool, '00000000-empty.spool'), ''),
    loses: false,
    keeps: false,
  },
  {
    what: 'was being made',
    damage: (spool) => {
      const db = new Database(join(spool, '00000000-begun.spool.making'), { create: true })
      db.run('pragma journal_mode = wal')
      db.close()
    },
    loses: false,
    keeps: false,
  },
  {
    what: 'ends in the middle of a write',
    damage: (spool) => {
      for (const log of spoolFilesIn(spool).map((file) => `${file}-wal`))
        if (statSync(log, { throwIfNoEntry: false })) truncateSync(log, statSync(log).size - 1_000)
    },
    loses: true,
    keeps: false,
  },
  {
    what: 'is no database',
    damage: (spool) => writeFileSync(join(spool, '00000000-text.spool'), 'not a database\n'.repeat(900)),
    loses: false,
    keeps: true,
  },
  {
    what: 'has one bit turned in its log',
    damage: (spool) => turnOneBit(`${fullestIn(spool)}-wal`),
    loses: true,
    keeps: false,
    says: /"turns":[1-9]\d*,"msg":"the log of a spool file was damaged; its last clicks are lost"/,
  },
  {
    what: 'has a log that was cut in half',
    damage: (spool) => cutInHalf(`${fullestIn(spool)}-wal`),
    loses: true,
    keeps: false,
  },
  {
    what: 'is damaged in its middle',
    damage: (spool) => spoilMiddle(fullestIn(spool)),
    loses: true,
    keeps: true,
  },
]

test.each(damages)(
  'a spool file that $what keeps no other click from being counted',
  async ({ damage, loses, keeps, says }) => {
    const { folder, env, key, ledger } = await leftFolder()
    damage(join(folder, 'spool'))
    const server = await here.start({ ...BEHIND_PROXY, ...env })
    await expectClicksToBeCounted(server, key, ledger)
    const counts = await Promise.all(ledger.entries.map(({ id }) => countOf(server, key, id)))
    for (const [index, { sent }] of ledger.entries.entries()) expect(counts[index]).toBeLessThanOrEqual(sent)
    expect(await missingLinks(server, key, ledger.entries)).toEqual([])
    if (!loses) await allCounted(server, key, ledger)
    const waiting = () => metric(server, 'fluxly_spool_waiting_files')
    await eventually(async () => ((await waiting()) === 0 ? true : null), 3_000).catch(() => undefined)
    expect(await waiting()).toBe(0)
    expect(await server.end()).toBe(0)
    expect(await server.command('verify')).toMatchObject({ code: 0 })
    if (!keeps) expect(spoolNames(server)).toEqual([])
    if (says) expect(server.log).toMatch(says)
  },
)
