/** The disk is full. Needs a small file system of its own, which only some machines allow a test to mount. */
import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  answered,
  differences,
  type Entry,
  killUnderLoad,
  Ledger,
  Load,
  metric,
  printedSeed,
  randomFrom,
} from '../support/ledger.ts'
import { spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'
import { mountSmallDisk, unmountAll } from '../support/small-disk.ts'

setDefaultTimeout(90_000)

function canMount(): boolean {
  const disk = mountSmallDisk(1)
  unmountAll()
  return disk !== null
}

/** Writes a file of so many bytes, or until nothing fits any more. */
function fill(disk: string, name: string, bytes = Number.POSITIVE_INFINITY): void {
  const file = openSync(join(disk, name), 'a')
  let written = 0
  for (const block of [1 << 16, 1 << 12, 1]) {
    try {
      while (written + block <= bytes) written += writeSync(file, Buffer.alloc(block))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  closeSync(file)
}

const free = (disk: string, name: string) => rmSync(join(disk, name), { force: true })

interface Answered {
  status: number
  code: string | undefined
}

async function create(server: TestServer, key: string): Promise<Answered & { slug: string; id: string }> {
  const answer = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/full' })
  const { code, slug, link_id: id } = (await answer.json()) as Record<string, string>
  return { status: answer.status, code, slug: slug ?? '', id: id ?? '' }
}

/** Follows a link so many times; each time it leads on. */
async function followOften(server: TestServer, entry: Entry | undefined, times: number): Promise<void> {
  if (!entry) throw new Error('No link was made.')
  for (let click = 0; click < times; click++) {
    entry.sent++
    expect((await server.visit(entry.slug)).status).toBe(302)
  }
}

/** Clicks that are counted, of all links in the ledger; none of them more than were sent. */
async function countedClicks(server: TestServer, key: string, ledger: Ledger): Promise<number> {
  let sum = 0
  for (const { id, sent } of ledger.entries) {
    const answer = await server.api(key, 'GET', `/api/links/${id}`)
    const { click_count: count } = (await answer.json()) as { click_count: number }
    expect(count).toBeLessThanOrEqual(sent)
    sum += count
  }
  return sum
}

/** Expects that the same process counts what it answered, save what it says is lost, and that it ends well. */
async function expectAllCountedOrLost(server: TestServer, key: string, ledger: Ledger): Promise<void> {
  expect(ledger.sentClicks).toBe(ledger.answeredClicks)
  const lost = await metric(server, 'fluxly_clicks_lost_total')
  const expected = ledger.answeredClicks - lost
  await eventually(
    async () => ((await countedClicks(server, key, ledger)) === expected ? true : null),
    20_000,
  )
  expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(lost)
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
  await server.restart()
  expect(await countedClicks(server, key, ledger)).toBe(expected)
}

const possible = canMount()
if (!possible)
  console.log('the tests of a full disk are skipped: this machine does not allow mounting a tmpfs')

describe.if(possible)('a full disk', () => {
  afterEach(unmountAll)
  const here = stage() // its servers end before the disk is taken from under them

  test('stops no redirect, refuses creations with 503, is reported, and is over when there is room again', async () => {
    const disk = mountSmallDisk(12) ?? ''
    const server = await here.start({ FLUXLY_DATA_DIR: join(disk, 'data') })
    const { key } = await server.user('full@example.com')
    const ledger = new Ledger()
    for (let made = 0; made < 20; made++) {
      const { id, slug } = await create(server, key)
      ledger.creations++
      ledger.add(id, slug)
    }
    const random = randomFrom(printedSeed('full disk'))
    const load = new Load(server, key, ledger, { clients: 8, random, creations: 0 })
    await answered(ledger, 200)

    const refused: Answered[] = []
    await eventually(async () => {
      fill(disk, 'ballast')
      const answer = await create(server, key)
      if (answer.status === 201) ledger.creations++
      else refused.push(answer)
      return refused.length >= 20 && (await metric(server, 'fluxly_clicks_lost_total')) > 0 ? true : null
    }, 30_000)
    for (const answer of refused) expect(answer).toMatchObject({ status: 503, code: 'storage_full' })
    expect(server.log).toMatch(/clicks could not be written and are lost/)
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)

    free(disk, 'ballast')
    await eventually(async () => {
      const answer = await create(server, key)
      if (answer.status === 201) ledger.creations++
      return answer.status === 201 ? true : null
    })
    await load.stop()
    expect(ledger.surprises).toEqual([])

    const { id, slug } = await create(server, key)
    ledger.creations++
    const late = ledger.add(id, slug)
    await followOften(server, late, 5)
    late.answered = late.sent
    await expectAllCountedOrLost(server, key, ledger)
  })

  test('that gets room again bit by bit, while clicks go on, loses only what it reports', async () => {
    const disk = mountSmallDisk(12) ?? ''
    const server = await here.start({ FLUXLY_DATA_DIR: join(disk, 'data') })
    const { key } = await server.user('bits@example.com')
    const ledger = new Ledger()
    const load = new Load(server, key, ledger, { clients: 2, random: Math.random, creations: 0.01 })
    await answered(ledger, 100)
    const bits = ['bit-1', 'bit-2', 'bit-3', 'bit-4']
    for (const bit of bits) fill(disk, bit, 1 << 18)
    fill(disk, 'ballast')
    await eventually(async () => ((await metric(server, 'fluxly_clicks_lost_total')) > 0 ? true : null))
    for (const bit of bits) {
      free(disk, bit)
      await answered(ledger, 1_000)
    }
    await load.stop()
    free(disk, 'ballast')
    await expectAllCountedOrLost(server, key, ledger)
  })

  test('keeps nobody from reading: links, analytics, also with a key that was never used', async () => {
    const disk = mountSmallDisk(12) ?? ''
    const server = await here.start({ FLUXLY_DATA_DIR: join(disk, 'data') })
    const { key, email } = await server.user('reader@example.com')
    const { id } = await create(server, key)
    const fresh = await server.command('key', 'create', '--email', email, '--name', 'fresh')
    await eventually(async () => {
      fill(disk, 'ballast')
      return (await create(server, key)).status === 503 ? true : null
    })
    for (const path of ['/api/links', `/api/links/${id}`, `/api/links/${id}/analytics`])
      for (const one of [key, fresh.out]) {
        const answer = await server.api(one, 'GET', path)
        expect({ path, fresh: one !== key, status: answer.status }).toMatchObject({ status: 200 })
      }
  })

  test.each([40, 100, 200, 400])(
    'with %i KB left loses no click of a killed server, whether the next one starts or not',
    async (kilobytes) => {
      const disk = mountSmallDisk(12) ?? ''
      const server = await here.start({ FLUXLY_DATA_DIR: join(disk, 'data') })
      const { key, ledger } = await killUnderLoad(server, 1_000)
      fill(disk, 'spare', kilobytes * 1024)
      fill(disk, 'ballast')
      free(disk, 'spare')
      const starts = await server.restart().then(
        () => true,
        () => false,
      )
      if (starts) {
        await followOften(server, ledger.entries[0], 100)
        await server.end('SIGKILL')
      }
      const said = server.log
      free(disk, 'ballast')
      await server.restart()
      expect(await server.end()).toBe(0)
      const left = spoolNames(server)
      await server.restart()
      expect(await differences(server, key, ledger)).toEqual([])
      expect(left).toEqual([])
      expect(said).not.toContain('Fluxly broke')
      expect(server.log).not.toContain('damaged')
    },
  )
})
