/** Spool files that a killed server left are damaged before the next start. */
import { Database } from 'bun:sqlite'
import { expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { killUnderLoad, metric, missingLinks } from '../support/ledger.ts'
import { dataOf, spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const BEHIND_PROXY = { FLUXLY_TRUSTED_PROXIES: '127.0.0.1' }

async function kill() {
  const server = await startServer(BEHIND_PROXY)
  return { original: dataOf(server), ...(await killUnderLoad(server, 500)) }
}

let killed: ReturnType<typeof kill> | null = null

/** A folder of a test's own that a killed server left, with clicks in its spool; and what its clients were told. */
async function leftFolder() {
  killed ??= kill()
  const { original, key, ledger } = await killed
  return { folder: here.copy(original), key, ledger }
}

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
    const { folder, key, ledger } = await leftFolder()
    const spool = join(folder, 'spool')
    damage(
      spool,
      readdirSync(spool).filter((name) => name.endsWith('.spool')),
    )
    const server = await here.start({ ...BEHIND_PROXY, FLUXLY_DATA_DIR: folder })
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
