/** The disk takes nothing more, from one moment to the next: it is read-only, or a quota is used up. */
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BreakingDisk, removeBreakingDisks } from '../support/breaking-disk.ts'
import { Ledger, Load, metric, missingLinks } from '../support/ledger.ts'
import { dataOf, refusedServe, spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, fluxly, scratchFolder, type TestServer } from '../support/server.ts'
import { startFromShell } from '../support/shell.ts'
import { mountSmallDisk, remountReadOnly, unmountAll } from '../support/small-disk.ts'

setDefaultTimeout(60_000)
const here = stage()

const prlimit = (...args: string[]) =>
  Bun.spawnSync(['prlimit', ...args], { stdout: 'ignore', stderr: 'ignore' }).success
const canLimit = process.platform === 'linux' && prlimit('--version')
if (!canLimit) console.log('the test of a disk that refuses is skipped: this machine has no prlimit')

/** From now on the system refuses every write of a server to a file, or takes them again. */
const takeWrites = ({ child }: TestServer, taken: boolean) =>
  expect(prlimit('--pid', String(child.pid), `--fsize=${taken ? 'unlimited' : 0}:unlimited`)).toBe(true)

/** A server whose log is a file, on the same disk as everything else. It has one process: prlimit knows no children. */
async function serverWithLogFile(): Promise<{ server: TestServer; log: string }> {
  const folder = scratchFolder()
  const log = join(folder, 'log')
  return { server: await startFromShell(folder, `exec "$fluxly" "$@" 2>>'${log}'`), log }
}

/** What `fluxly health` says, which is well also where the disk is not. */
async function readiness(server: TestServer): Promise<string> {
  const { code, out } = await server.command('health')
  expect(code).toBe(0)
  return out
}

describe.if(canLimit)('a disk that refuses every write', () => {
  test('stops no redirect and no read, also where the log is on it; what is lost is counted, and nothing else', async () => {
    const { server, log } = await serverWithLogFile()
    const { key } = await server.user('refuses@example.com')
    const create = () => server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
    const made = (await (await create()).json()) as { link_id: string; slug: string }
    const clicks = (count: number) =>
      Promise.all(Array.from({ length: count }, () => server.visit(made.slug)))
    const count = async () => {
      const link = (await (await server.api(key, 'GET', `/api/links/${made.link_id}`)).json()) as {
        click_count: number
      }
      return link.click_count
    }
    for (const { status } of await clicks(20)) expect(status).toBe(302)

    takeWrites(server, false)
    const written = statSync(log).size
    for (const { status } of await clicks(30)) expect(status).toBe(302)
    const refused = await create()
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'unavailable'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    for (const path of ['/api/links', `/api/links/${made.link_id}`, `/api/links/${made.link_id}/analytics`])
      expect((await server.api(key, 'GET', path)).status).toBe(200)
    expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(30)
    expect(statSync(log).size).toBe(written)
    await eventually(async () => ((await readiness(server)).startsWith('degraded') ? true : null))

    takeWrites(server, true)
    await eventually(async () => ((await readiness(server)) === 'ready' ? true : null))
    await eventually(async () => ((await create()).status === 201 ? true : null))
    for (const { status } of await clicks(10)) expect(status).toBe(302)
    await eventually(async () => ((await count()) === 30 ? true : null))
    expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(30)
    expect(await server.end()).toBe(0)
    expect(spoolNames(server)).toEqual([])
    expect(readFileSync(log, 'utf8')).toContain('Fluxly has stopped; every click is folded')
    expect(await server.command('verify')).toMatchObject({ code: 0 })
  })
})

const disk = mountSmallDisk(12)
if (!disk)
  console.log('the test of a read-only disk is skipped: this machine does not allow mounting a tmpfs')
afterAll(unmountAll)

describe.if(disk !== null)('a read-only disk', () => {
  test('is refused at the start in words, and all is there when it can be written again', async () => {
    const server = await here.start({ FLUXLY_DATA_DIR: join(disk ?? '', 'data') })
    const { key } = await server.user('read-only@example.com')
    const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
    const { slug } = (await made.json()) as { slug: string }
    expect((await server.visit(slug)).status).toBe(302)
    await server.end('SIGKILL')

    remountReadOnly(disk ?? '', true)
    const refused = await refusedServe(server.env)
    expect(refused).toMatchObject({ code: 1, out: '' })
    for (const word of [dataOf(server), 'FLUXLY_DATA_DIR']) expect(refused.err).toContain(word)
    expect(refused.err).not.toMatch(/^\s+at /m)
    expect((await fluxly(['doctor'], server.env)).code).toBe(1)

    remountReadOnly(disk ?? '', false)
    await server.restart()
    expect((await server.visit(slug)).status).toBe(302)
    expect(await server.end()).toBe(0)
    const verified = await server.command('verify')
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('2 clicks')])
  })
})

const breaking = BreakingDisk.make(64)
if (!breaking)
  console.log('the test of a disk that breaks is skipped: this machine does not allow mounting one')
afterAll(removeBreakingDisks)

describe.if(breaking !== null)('a disk that breaks and becomes read-only under load', () => {
  test('stops no redirect and no read, and takes no link that was answered for before; counters hold', async () => {
    const server = await here.start({ FLUXLY_DATA_DIR: join(breaking?.folder ?? '', 'data') })
    const { key } = await server.user('breaks@example.com')
    const ledger = new Ledger()
    const load = new Load(server, key, ledger, { clients: 8, random: Math.random, creations: 0.1 })
    await eventually(async () => (ledger.answeredClicks > 1_000 ? true : null))
    // Of what comes now Linux says at times that it is synced when it is not.
    const before = ledger.entries.length
    breaking?.break()
    await eventually(async () => ((await metric(server, 'fluxly_clicks_lost_total')) > 100 ? true : null))
    await load.stop()
    expect(ledger.sentClicks).toBe(ledger.answeredClicks)
    for (const surprise of ledger.surprises) expect(surprise).toContain('503 Service Unavailable')
    const { id, slug } = ledger.entries.at(-1) ?? { id: '', slug: '' }
    expect((await server.visit(slug)).status).toBe(302)
    for (const path of ['/api/links', `/api/links/${id}`, `/api/links/${id}/analytics`])
      expect((await server.api(key, 'GET', path)).status).toBe(200)
    await server.end('SIGKILL')
    expect((await refusedServe(server.env)).err).toMatch(/^The disk does not keep /)

    breaking?.mountAgain()
    await server.restart()
    expect(await missingLinks(server, key, ledger.entries.slice(0, before))).toEqual([])
    expect(await server.end()).toBe(0)
    expect(await server.command('verify')).toMatchObject({ code: 0 })
  })
})
