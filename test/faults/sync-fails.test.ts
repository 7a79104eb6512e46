/** The disk refuses a sync while a server starts, one of the clicks, or all of them. For one of the links see sync-of-links.test.ts. */
import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createLink, type Entry, Ledger, metric, missingLinks } from '../support/ledger.ts'
import { stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'
import { canWatchSyncs, closeDisks, SyncedDisk } from '../support/synced-disk.ts'

setDefaultTimeout(60_000)
const here = stage()
afterEach(closeDisks)

const possible = await canWatchSyncs()
if (!possible)
  console.log('the tests of failing syncs are skipped: this machine does not let syncs be watched')

describe.if(possible)('a sync that fails while a server starts', () => {
  test.each([
    ['the data folder', 0],
    ['a spool file that is made', 8],
  ])('is told in words, and the next start finds all that was there: %s', async (_, number) => {
    const { folder, key } = await here.usedFolder()
    const disk = new SyncedDisk(folder)
    let asked = 0
    disk.refuses = () => asked++ === number
    const server = await here.begin({ FLUXLY_DATA_DIR: folder }, disk.program)
    await server.ready().catch(() => undefined)
    expect(server.log).not.toContain('Fluxly broke')
    if (server.child.exitCode !== null) {
      expect([server.child.exitCode, server.log]).toEqual([1, expect.stringContaining('The disk')])
      await server.restart()
    }
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
  })
})

describe.if(possible)('syncs of the clicks that fail', () => {
  const ENDS = ['.spool-wal', '.spool.making', 'clicks.db-wal']

  test('cost no click: what is folded is on disk, once', async () => {
    const { folder, key } = await here.usedFolder()
    const disk = new SyncedDisk(folder)
    const server = await here.start({ FLUXLY_DATA_DIR: folder }, disk.program)
    const ledger = new Ledger()
    expect(await createLink(server, key, ledger)).toBe(201)
    const { id, slug } = ledger.entries[0] as Entry
    const countOn = async (one: TestServer) => {
      const link = await (await one.api(key, 'GET', `/api/links/${id}`)).json()
      return (link as { click_count: number }).click_count
    }
    const left = new Set(ENDS)
    disk.refuses = (path) => left.delete([...left].find((end) => path.endsWith(end)) ?? '')
    let sent = 0
    await eventually(async () => {
      for (let click = 0; click < 5; click++) expect((await server.visit(slug)).status).toBe(302)
      sent += 5
      return left.size === 0 ? true : null
    })
    await eventually(async () => ((await countOn(server)) === sent ? true : null))
    await disk.cut(server)
    expect(server.log).toContain('clicks are written, but could not be put on disk')
    expect(server.log).toContain('the fold thread could not do its work, and tries again')

    const after = await here.start({ FLUXLY_DATA_DIR: disk.left() })
    await eventually(async () => ((await metric(after, 'fluxly_spool_waiting_files')) === 0 ? true : null))
    expect(await countOn(after)).toBe(sent)
    expect(await after.end()).toBe(0)
    expect(await after.command('verify')).toMatchObject({ code: 0 })
  })
})

describe.if(possible)('a disk that takes nothing any more from a sync on', () => {
  test('ends no redirect and no read: writes are refused until the server is started again', async () => {
    const { folder, key } = await here.usedFolder()
    const disk = new SyncedDisk(folder)
    const server = await here.start({ FLUXLY_DATA_DIR: folder }, disk.program)
    const ledger = new Ledger()
    expect(await createLink(server, key, ledger)).toBe(201)
    disk.refuses = () => true
    for (let made = 0; made < 3; made++) expect(await createLink(server, key, ledger)).toBe(503)
    const isSaid = () => server.log.includes('writes are refused until the server is started again')
    await eventually(async () => (isSaid() ? true : null))
    for (let click = 0; click < 3; click++)
      expect((await server.visit(ledger.entries[0]?.slug ?? '')).status).toBe(302)
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
    await disk.cut(server)
    const left = await here.start({ FLUXLY_DATA_DIR: disk.left() })
    expect(await missingLinks(left, key, ledger.entries)).toEqual([])
    expect(await createLink(left, key, ledger)).toBe(201)
  })
})
