/** The data folder and the settings: what is refused, in which words, and what a backup brings back. */
import { Database } from 'bun:sqlite'
import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { extract } from 'tar'
import { answered, differences, Ledger, Load, missingLinks, randomFrom } from '../support/ledger.ts'
import { dataOf, filesUnder, filesWith, refusedServe, spoolNames, stage } from '../support/ledger-stage.ts'
import {
  eventually,
  type Finished,
  fluxly,
  freePort,
  startServer,
  type TestServer,
} from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const ADDRESS = '203.0.113.88'

interface Made {
  link_id: string
  slug: string
}

async function newLink(server: TestServer, key: string, body: object = {}): Promise<Made> {
  const answer = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/', ...body })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Made
}

async function countOf(server: TestServer, key: string, id: string): Promise<number> {
  const link = (await (await server.api(key, 'GET', `/api/links/${id}`)).json()) as { click_count: number }
  return link.click_count
}

/** Fills a folder with some links and clicks, and leaves it. */
async function use() {
  const server = await startServer({ FLUXLY_RATE_LIMIT: '0' })
  const { key } = await server.user('used@example.com')
  const links = await Promise.all(Array.from({ length: 60 }, () => newLink(server, key)))
  for (const { slug } of links.slice(0, 10)) expect((await server.visit(slug)).status).toBe(302)
  expect(await server.end()).toBe(0)
  return { server, key, links }
}

/** A folder of a test's own that was used and left. */
const usedFolder = here.copiesOf(use)

/** Expects an end with 1 and a reason for people: no stack, no error class, nothing on standard output. */
function expectRefusal({ code, out, err }: Finished, ...words: string[]): void {
  for (const word of words) expect(err).toContain(word)
  expect(err).not.toMatch(/^\s+at /m)
  expect(err).not.toContain('Fluxly broke')
  expect(out).toBe('')
  expect(code).toBe(1)
}

describe('a second server', () => {
  test('on the same folder is refused with the name of the folder, and the first one serves on', async () => {
    const server = await here.start()
    const { key } = await server.user('first@example.com')
    const { slug } = await newLink(server, key)
    const second = await refusedServe({ ...server.env, PORT: String(await freePort()) })
    expectRefusal(second, dataOf(server))
    expect((await server.visit(slug)).status).toBe(302)
    expect(await server.end()).toBe(0)
    expect(spoolNames(server)).toEqual([])
  })

  test.each([1, 2])(
    'with %s workers on the same port is refused in words and leaves nothing in its spool',
    async (workers) => {
      const server = await here.start()
      const folder = here.folder()
      const settings = { ...server.env, FLUXLY_DATA_DIR: folder }
      expectRefusal(await refusedServe(settings, workers), 'port')
      expect(filesUnder(folder).filter((path) => path.startsWith(join(folder, 'spool')))).toEqual([])
    },
  )
})

describe('a database', () => {
  test.each(['links.db', 'clicks.db'])('%s that is gone from a used folder is missed', async (name) => {
    const { env, folder } = await usedFolder()
    for (const ending of ['', '-wal', '-shm']) rmSync(join(folder, name + ending), { force: true })
    expectRefusal(await refusedServe(env), name, 'restore')
    expectRefusal(await fluxly(['verify'], env), name, 'restore')
    expect((await fluxly(['doctor'], env)).code).toBe(1)
    expect(existsSync(join(folder, name))).toBe(false)
  })

  test.each(['links.db', 'clicks.db'])('%s that is empty in a used folder is missed', async (name) => {
    const { env, folder } = await usedFolder()
    truncateSync(join(folder, name))
    expectRefusal(await refusedServe(env), name, 'restore')
    expectRefusal(await fluxly(['key', 'list', '--email', 'used@example.com'], env), name, 'restore')
    expect(statSync(join(folder, name)).size).toBe(0)
  })

  test.each(['links.db', 'clicks.db'])('%s that is a text file is refused in words', async (name) => {
    const { env, folder } = await usedFolder()
    const text = 'These are not the links you are looking for.\n'.repeat(300)
    writeFileSync(join(folder, name), text)
    expectRefusal(await refusedServe(env), name, 'restore')
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })

  test('of another program is refused in words and left alone', async () => {
    const folder = here.folder()
    const db = new Database(join(folder, 'links.db'), { create: true })
    db.run('create table recipes (name text)')
    db.close()
    const before = readFileSync(join(folder, 'links.db'))
    expectRefusal(await refusedServe({ FLUXLY_DATA_DIR: folder, PORT: String(await freePort()) }), 'links.db')
    expect(readFileSync(join(folder, 'links.db')).equals(before)).toBe(true)
  })

  test.each(['links', 'clicks'])('of a newer version (%s) is refused in words', async (name) => {
    const { env, folder } = await usedFolder()
    const db = new Database(join(folder, `${name}.db`))
    db.run(`insert into ${name}_migrations (name, timestamp) values ('9999-future', '2999-01-01T00:00:00Z')`)
    db.close()
    expectRefusal(await refusedServe(env), 'newer', '9999-future')
    expectRefusal(await fluxly(['verify'], env), 'newer')
    expect((await fluxly(['doctor'], env)).code).toBe(1)
  })
})

describe('the doctor', () => {
  test('finds a folder well while it is served and when it is not', async () => {
    const server = await here.start()
    const { key } = await server.user('well@example.com')
    await newLink(server, key)
    const served = await server.command('doctor')
    expect(served).toMatchObject({ code: 0 })
    expect(served.out).not.toContain('BAD')
    expect(await server.end()).toBe(0)
    expect(await server.command('doctor')).toMatchObject({ code: 0 })
  })

  test.each(['links.db', 'clicks.db'])('finds damage inside %s', async (name) => {
    const { env, folder } = await usedFolder()
    const path = join(folder, name)
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4096 * 2, bytes.length)
    writeFileSync(path, bytes)
    const { code, out } = await fluxly(['doctor'], env)
    expect(code).toBe(1)
    expect(out).toContain('BAD')
    expect(out).toContain(name)
  })
})

describe('a backup', () => {
  test('of a running server under load brings back every link that was answered before it began', async () => {
    const server = await here.start({ FLUXLY_TRUSTED_PROXIES: '127.0.0.1' })
    const { key } = await server.user('backup@example.com')
    const ledger = new Ledger()
    const settings = { clients: 12, random: randomFrom(7), creations: 0.2 }
    const load = new Load(server, key, ledger, { ...settings, headers: { 'X-Forwarded-For': ADDRESS } })
    await answered(ledger, 1_500)
    const before = [...ledger.entries]
    const file = join(here.folder(), 'backup.tar.gz')
    expect(await server.command('backup', file)).toMatchObject({ code: 0 })
    await load.stop()
    expect(ledger.surprises).toEqual([])
    expect(await server.command('verify')).toMatchObject({ code: 0 })
    expect(readdirSync(dataOf(server)).filter((name) => name.startsWith('.'))).toEqual([])

    const unpacked = here.folder()
    await extract({ file, cwd: unpacked })
    expect(filesUnder(unpacked)).not.toEqual([])
    expect(await filesWith(unpacked, ADDRESS)).toEqual([])
    expect(readdirSync(unpacked).filter((name) => name.includes('spool'))).toEqual([])
    expect(statSync(file).mode & 0o077).toBe(0)

    const env = { FLUXLY_DATA_DIR: join(here.folder(), 'restored'), FLUXLY_TRUSTED_PROXIES: '127.0.0.1' }
    expect(await fluxly(['restore', file], env)).toMatchObject({ code: 0 })
    expect(await fluxly(['verify'], env)).toMatchObject({ code: 0 })
    expect(await fluxly(['doctor'], env)).toMatchObject({ code: 0 })
    const restored = await here.start(env)
    expect(await missingLinks(restored, key, before)).toEqual([])
    for (const entry of ledger.entries) entry.answered = 0 // the last clicks before a backup may still be in the spool
    const there = new Set(before)
    ledger.entries.splice(0, ledger.entries.length, ...ledger.entries.filter((entry) => there.has(entry)))
    expect(await differences(restored, key, ledger)).toEqual([])

    const { link_id: id, slug } = await newLink(restored, key)
    expect((await restored.visit(slug)).status).toBe(302)
    await eventually(async () => ((await countOf(restored, key, id)) === 1 ? true : null))
  })

  test('holds every click that was counted before it began', async () => {
    const { env, key, links } = await usedFolder()
    const file = join(here.folder(), 'backup.tar.gz')
    expect(await fluxly(['backup', file], env)).toMatchObject({ code: 0 })
    const other = { FLUXLY_DATA_DIR: here.folder() }
    expect(await fluxly(['restore', file], other)).toMatchObject({ code: 0 })
    const restored = await here.start(other)
    const counts = await Promise.all(links.map(({ link_id }) => countOf(restored, key, link_id)))
    expect(counts).toEqual(links.map((_, index) => (index < 10 ? 1 : 0)))
  })

  test('never writes over a file that is there', async () => {
    const { env } = await usedFolder()
    const file = join(here.folder(), 'backup.tar.gz')
    writeFileSync(file, 'older')
    expectRefusal(await fluxly(['backup', file], env), file)
    expect(readFileSync(file, 'utf8')).toBe('older')
  })

  test('is not restored under a running server', async () => {
    const server = await here.start()
    const { key } = await server.user('served@example.com')
    const { slug } = await newLink(server, key)
    const file = join(here.folder(), 'backup.tar.gz')
    expect(await server.command('backup', file)).toMatchObject({ code: 0 })
    const after = await newLink(server, key)
    expectRefusal(await server.command('restore', file), dataOf(server))
    for (const link of [slug, after.slug]) expect((await server.visit(link)).status).toBe(302)
    expect(await server.command('verify')).toMatchObject({ code: 0 })
  })

  test('that is none is refused in words, and the folder stays as it was', async () => {
    const { env, key, links } = await usedFolder()
    const file = join(here.folder(), 'backup.tar.gz')
    writeFileSync(file, 'no archive')
    expectRefusal(await fluxly(['restore', file], env), file)
    expectRefusal(await fluxly(['restore', `${file}.missing`], env), `${file}.missing`)
    const server = await here.start(env)
    expect(await countOf(server, key, links[0]?.link_id ?? '')).toBe(1)
  })

  test('heals a folder whose links are lost, and what it replaces is kept', async () => {
    const { env, key, links, folder } = await usedFolder()
    const file = join(here.folder(), 'backup.tar.gz')
    expect(await fluxly(['backup', file], env)).toMatchObject({ code: 0 })
    truncateSync(join(folder, 'links.db'))
    expectRefusal(await refusedServe(env), 'restore')
    expect(await fluxly(['restore', file], env)).toMatchObject({ code: 0 })
    expect(readdirSync(folder).filter((name) => name.startsWith('before-restore-'))).toHaveLength(1)
    const server = await here.start(env)
    expect(await countOf(server, key, links[0]?.link_id ?? '')).toBe(1)
    expect(await fluxly(['verify'], env)).toMatchObject({ code: 0 })
  })

  test('gives no new link the clicks that a killed server left for another', async () => {
    const server = await here.start()
    const { key } = await server.user('spool@example.com')
    await newLink(server, key)
    const file = join(here.folder(), 'backup.tar.gz')
    expect(await server.command('backup', file)).toMatchObject({ code: 0 })
    const { slug } = await newLink(server, key)
    const clicks = Array.from({ length: 20 }, () => server.visit(slug))
    for (const { status } of await Promise.all(clicks)) expect(status).toBe(302)
    await server.end('SIGKILL')
    expect(await server.command('restore', file)).toMatchObject({ code: 0 })

    await server.restart()
    const { link_id: id } = await newLink(server, key)
    expect(await server.end()).toBe(0)
    await server.restart()
    expect(await countOf(server, key, id)).toBe(0)
    expect(await server.command('verify')).toMatchObject({ code: 0 })
  })
})

describe('settings', () => {
  test('that are wrong are all named at once, and nothing is done', async () => {
    const data = join(here.folder(), 'data')
    const wrong = {
      PORT: 'abc',
      FLUXLY_URL: 'nonsense',
      FLUXLY_PLANS: '/no/such/plans.json',
      DATABASE_URL: 'mysql://x',
      FLUXLY_RATE_LIMIT: '-1',
      FLUXLY_DRAIN_SECONDS: 'soon',
      FLUXLY_TRUSTED_PROXIES: '10.0.0.0/99',
      FLUXLY_DEFAULT_PLAN: 'gold',
      FLUXLY_CLICK_SYNC: 'perhaps',
      FLUXLY_SECRET: 'short',
    }
    const refused = await refusedServe({ ...wrong, FLUXLY_DATA_DIR: data })
    expectRefusal(refused, ...Object.keys(wrong))
    expect(existsSync(data)).toBe(false)
  })

  test('whose plans file is no table of plans are refused with what is wrong in it', async () => {
    const folder = here.folder()
    const plans = join(folder, 'plans.json')
    const refusal = async (text: string) => {
      writeFileSync(plans, text)
      return refusedServe({ FLUXLY_PLANS: plans, FLUXLY_DATA_DIR: join(folder, 'data') })
    }
    expectRefusal(await refusal('{'), 'FLUXLY_PLANS')
    expectRefusal(await refusal('{"gold":{}}'), 'FLUXLY_PLANS', 'gold')
    expectRefusal(await refusal('{"free":{"links_per_month":-1}}'), 'FLUXLY_PLANS', 'links_per_month')
    expectRefusal(await refusal('{"free":{"links":1}}'), 'FLUXLY_PLANS', 'links')
  })

  test('can be read from files: a secret from FLUXLY_SECRET_FILE is used, and none is made', async () => {
    const file = join(here.folder(), 'secret')
    writeFileSync(file, `${'s3cret-'.repeat(6)}\n`)
    const server = await here.start({ FLUXLY_SECRET_FILE: file })
    await server.user('secret@example.com')
    expect(await server.end()).toBe(0)
    expect(existsSync(join(dataOf(server), 'secret'))).toBe(false)
    expect(await filesWith(dataOf(server), 's3cret-')).toEqual([])
    expect(server.log).not.toContain('s3cret-')
  })

  test('that name a file which is missing, too short or beside its own setting are refused', async () => {
    const folder = here.folder()
    const file = join(folder, 'secret')
    const env = { FLUXLY_SECRET_FILE: file, FLUXLY_DATA_DIR: join(folder, 'data') }
    expectRefusal(await refusedServe(env), 'FLUXLY_SECRET', file)
    writeFileSync(file, 'short\n')
    expectRefusal(await refusedServe(env), 'FLUXLY_SECRET')
    expectRefusal(await refusedServe({ ...env, FLUXLY_SECRET: 'x'.repeat(40) }), 'FLUXLY_SECRET_FILE')
    rmSync(file)
    mkdirSync(file)
    expectRefusal(await refusedServe(env), 'FLUXLY_SECRET')
  })

  test('that name a data folder which cannot be one are refused with its name', async () => {
    const file = join(here.folder(), 'a-file')
    writeFileSync(file, '')
    expectRefusal(await refusedServe({ FLUXLY_DATA_DIR: file, PORT: String(await freePort()) }), file)
  })
})

describe('a command line', () => {
  test.each([[['nonsense']], [[]], [['serve', '--nonsense']], [['key']], [['key', 'create']], [['backup']]])(
    '%p that cannot be understood ends with 2 and says so',
    async (args: string[]) => {
      const { code, out, err } = await fluxly(args, { FLUXLY_DATA_DIR: join(here.folder(), 'data') })
      expect(code).toBe(2)
      expect(out + err).not.toBe('')
      expect(err).not.toMatch(/^\s+at /m)
    },
  )

  test('with wrong settings ends with 1 for every command that reads them', async () => {
    const env = { PORT: 'abc', FLUXLY_DATA_DIR: join(here.folder(), 'data') }
    const commands = [['verify'], ['migrate'], ['key', 'revoke', 'key_x']]
    for (const args of commands) expectRefusal(await fluxly(args, env), 'PORT')
  })
})
