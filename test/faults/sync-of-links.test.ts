/** The disk refuses a sync of the links once. That a later one succeeds proves nothing: the system takes what it could not write for written. */
import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createLink, Ledger, missingLinks } from '../support/ledger.ts'
import { stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'
import { canWatchSyncs, closeDisks, SyncedDisk } from '../support/synced-disk.ts'

setDefaultTimeout(60_000)
const here = stage()
afterEach(closeDisks)

const possible = await canWatchSyncs()
if (!possible)
  console.log('the test of a failing sync is skipped: this machine does not let syncs be watched')

/** Clients that make links until nobody answers; everything they were answered. */
async function createToTheEnd(server: TestServer, key: string, ledger: Ledger): Promise<Set<number>> {
  const statuses = new Set<number>()
  const client = async () => {
    for (;;) {
      const status = await createLink(server, key, ledger)
      if (status === null) return
      statuses.add(status)
    }
  }
  await Promise.all(Array.from({ length: 4 }, client))
  return statuses
}

/** One process hears of it once, the worst that can be; of several each has to hear of it, as it does on Linux. */
const refuseLog = ({ workers }: TestServer, disk: SyncedDisk): Promise<number> =>
  workers === 1 ? disk.refuseOnce('links.db-wal') : disk.refuseOnceToEach('links.db-wal')

describe.if(possible)('a sync of the links that fails', () => {
  test('ends the server: nothing more is answered for, nothing is synced after it, and the next start builds on none of it', async () => {
    const { folder, key } = await here.usedFolder()
    const disk = new SyncedDisk(folder, ['fsync', 'fdatasync', 'pwrite'])
    const server = await here.start({ FLUXLY_DATA_DIR: folder }, disk.program)
    const ledger = new Ledger()
    const creating = createToTheEnd(server, key, ledger)
    await eventually(async () => (ledger.entries.length >= 10 ? true : null))
    const refused = refuseLog(server, disk)
    const statuses = await creating
    expect([...statuses].sort()).toEqual([201, 503])
    await server.child.exited
    expect(server.child.signalCode).toBe('SIGKILL')
    const said = server.log.match(/the disk refused to keep what was written; the server ends/g)?.length
    expect(said).toBeGreaterThanOrEqual(1)
    expect(said).toBeLessThanOrEqual(server.workers)
    const after = disk.syncs.slice(await refused)
    expect(after.filter((path) => path.includes('links.db'))).toEqual([])

    await server.restart()
    for (let made = 0; made < 5; made++) expect(await createLink(server, key, ledger)).toBe(201)
    await disk.cut(server)
    const left = await here.start({ FLUXLY_DATA_DIR: disk.left() })
    expect(await missingLinks(left, key, ledger.entries)).toEqual([])
    expect(await left.end()).toBe(0)
    expect(await left.command('verify')).toMatchObject({ code: 0 })
  })
})
