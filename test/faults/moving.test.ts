/** An installation is moved to PostgreSQL while it is used, and everything on the way breaks. */
import { Database } from 'bun:sqlite'
import { beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { differences, Ledger, Load, missingLinks, printedSeed, randomFrom } from '../support/ledger.ts'
import { dataOf, refusedServe, stage } from '../support/ledger-stage.ts'
import { LISTED, liveIn, SEEDED } from '../support/lived-in.ts'
import { answersOf, moverTo, withDatabase } from '../support/mover.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, fluxly, freePort, scratchFolder, type TestServer } from '../support/server.ts'
import { codeOf, MANY_NETWORKS, PASSWORD, Session } from '../support/session.ts'

setDefaultTimeout(60_000)
const here = stage()
const STOP_NOW = 'Now stop the server'

/** Resolves when some of the links have arrived, and not all. */
const someLinksArrived = (to: string) =>
  withDatabase(to, (ask) =>
    eventually(async () => {
      const [row] = await ask<{ table: string | null }>(`select to_regclass('fluxly_moving') as table`)
      if (!row?.table) return null
      const [links] = await ask<{ count: string }>('select count(*) from links')
      return Number(links?.count) > 0 ? Number(links?.count) : null
    }),
  )

/** Changes that bring rows into each other's way: a slug and an address change hands, somebody leaves. */
function changeHands(server: TestServer, leaving: string): void {
  const db = new Database(join(dataOf(server), 'links.db'))
  db.run('pragma foreign_keys = on')
  db.run('pragma busy_timeout = 10000')
  const swap = db.transaction((table: string, column: string, one: string, other: string) => {
    const set = db.query(`update ${table} set ${column} = ? where ${column} = ?`)
    set.run('between', one)
    set.run(one, other)
    set.run(other, 'between')
  })
  swap.immediate('links', 'slug', 'seeded-1', 'seeded-11000')
  swap.immediate('users', 'email', 'mover@example.com', 'careful@example.com')
  db.run('delete from users where id = ?', [leaving])
  db.close()
}

/** Tables that only PostgreSQL uses. */
const EMPTY_IN_SQLITE = ['limits']

/** Tables of which no row was moved: they would prove nothing. */
const emptyTables = (out: string) =>
  [...out.matchAll(/^(\w+) +0 rows/gm)]
    .map(([, table = '']) => table)
    .filter((table) => !EMPTY_IN_SQLITE.includes(table))

/** A server on SQLite again, on a copy of what was moved. */
function onWhatWasMoved(server: TestServer): Promise<TestServer> {
  const copy = join(here.folder(), 'copy')
  // The server tries now and then whether the disk takes a file.
  cpSync(dataOf(server), copy, { recursive: true, filter: (path) => !path.includes('/.probe-') })
  rmSync(join(copy, 'moved'))
  return here.start({ FLUXLY_DATA_DIR: copy, FLUXLY_URL: server.url })
}

test('a running installation is moved, under load and with the mover killed on its way, and nothing is lost or changed', async () => {
  const random = randomFrom(printedSeed('moving'))
  const to = await newPostgresDatabase()
  const server = await here.start(MANY_NETWORKS)
  const { boss, user, careful, deleted } = await liveIn(server)
  const leaving = await fluxly(['user', 'create', '--email', 'leaving@example.com'], server.env, PASSWORD)
  const ledger = new Ledger()
  ledger.creations = LISTED
  const load = new Load(server, user.key, ledger, { clients: 1, random, creations: 0.05 })

  const killed = moverTo(dataOf(server), to)
  const arrived = await someLinksArrived(to)
  await killed.end('SIGKILL')
  expect(arrived).toBeLessThan(SEEDED)
  const elsewhere = { PORT: String(await freePort()), FLUXLY_DATA_DIR: here.folder(), DATABASE_URL: to }
  const early = await refusedServe({ ...server.env, ...elsewhere })
  expect(early).toMatchObject({
    code: 1,
    err: expect.stringContaining('Data is being moved into this database'),
  })

  const interrupted = moverTo(dataOf(server), to)
  await interrupted.says(STOP_NOW)
  expect(await interrupted.end('SIGINT')).toBe(130)
  expect(interrupted.err).toContain('The same command goes on')

  const last = moverTo(dataOf(server), to)
  await last.says(STOP_NOW)
  changeHands(server, leaving.out)
  const before = ledger.answeredClicks
  await eventually(async () => (ledger.answeredClicks > before + 100 ? true : null))
  await server.end('SIGKILL')
  await load.stop()
  expect({ code: await last.ended(), err: last.err }).toMatchObject({ code: 0 })
  expect(last.out).toContain('Both sides are equal')
  expect(emptyTables(last.out)).toEqual([])
  expect(ledger.surprises).toEqual([])

  const refused = await refusedServe(server.env)
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('was moved to PostgreSQL') })
  const again = moverTo(dataOf(server), to)
  expect([await again.ended(), again.err]).toEqual([1, expect.stringContaining('was moved to PostgreSQL')])

  server.env.DATABASE_URL = to
  await server.restart()
  const old = await onWhatWasMoved(server)
  for (const { key } of [user, careful])
    expect(await answersOf(server, key)).toEqual(await answersOf(old, key))
  await old.end()
  expect(await differences(server, user.key, ledger)).toEqual([])
  expect(await missingLinks(server, user.key, ledger.entries)).toEqual([])
  console.log(
    `${ledger.entries.length} links and ${ledger.answeredClicks} clicks while it was moved, all there`,
  )

  for (const { slug } of ledger.entries) expect((await server.visit(slug)).status).toBe(302)
  expect((await server.visit('seeded-1')).headers.get('location')).toBe('https://example.com/11000')
  expect((await server.visit('deleted')).status).toBe(404)
  expect((await server.visit('gated')).status).toBe(200)
  expect((await server.api(user.key, 'POST', `/api/links/${deleted}/restore`)).status).toBe(200)
  const once = { target_url: 'https://example.com/', custom_slug: 'once' }
  const replay = await server.api(user.key, 'POST', '/api/links', once, {
    'Idempotency-Key': 'one and the same',
  })
  expect(replay.status).toBe(201)
  const fresh = await server.api(user.key, 'POST', '/api/links', { target_url: 'https://example.com/new' })
  expect(fresh.status).toBe(201)

  await boss.ask(200, 'GET', '/api/account')
  await new Session(server).signIn('owner@example.com')
  const phone = new Session(server)
  expect(await phone.signIn(user.email)).toMatchObject({ twoFactorRedirect: true })
  await phone.ask(200, 'POST', '/api/auth/two-factor/verify-totp', { code: await codeOf(careful.totpURI) })
  expect(await phone.ask(200, 'GET', '/api/account')).toMatchObject({ user_id: careful.id })
  expect(await server.end()).toBe(0)
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

/** A small server under way, and a mover that waits for its end. */
async function waitingMover() {
  const to = await newPostgresDatabase()
  const server = await here.start()
  const { key } = await server.user('small@example.com')
  const create = () => server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  await create()
  const mover = moverTo(dataOf(server), to)
  await mover.says(STOP_NOW)
  return { to, server, create, mover }
}

test('where PostgreSQL does not keep what it is given, the move says in which table, and ends once it does', async () => {
  const { to, server, create, mover } = await waitingMover()
  await withDatabase(to, (ask) =>
    ask(`create function spoil() returns trigger language plpgsql as
           $$ begin new.target = new.target || '!'; return new; end $$;
         create trigger spoil before insert on links for each row execute function spoil()`),
  )
  await create()
  await server.end()
  expect(await mover.ended()).toBe(1)
  expect(mover.out).toMatch(/^links +2 rows, there 2: NOT EQUAL$/m)
  expect(mover.err).toContain('Not moved: links changed')
  await withDatabase(to, (ask) => ask('drop function spoil cascade'))
  const again = moverTo(dataOf(server), to)
  expect([await again.ended(), again.out]).toEqual([0, expect.stringContaining('Both sides are equal')])
})

test('a move that loses PostgreSQL says so, and goes on when it is asked again; two at a time there are not', async () => {
  const { to, server, create, mover } = await waitingMover()
  const second = moverTo(dataOf(server), to)
  expect([await second.ended(), second.err]).toEqual([1, expect.stringContaining('Another fluxly migrate')])
  await withDatabase(to, (ask) =>
    ask(`select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`),
  )
  await create()
  await server.end()
  expect([await mover.ended(), mover.err]).toEqual([
    1,
    expect.stringMatching(/The same command goes on .*\n$/),
  ])
  const again = moverTo(dataOf(server), to)
  expect([await again.ended(), again.out]).toEqual([0, expect.stringMatching(/^links +2 rows .* equal$/m)])
})

describe('asked for on the command line', () => {
  let dataDir: string
  let to: string

  beforeAll(async () => {
    dataDir = scratchFolder()
    to = await newPostgresDatabase()
    await fluxly(
      ['user', 'create', '--email', 'some@example.com'],
      { FLUXLY_DATA_DIR: dataDir },
      'a long password',
    )
  })

  const migrate = (args: string[], env = {}) =>
    fluxly(['migrate', ...args], { FLUXLY_DATA_DIR: dataDir, ...env })
  const changed = (change: (url: URL) => void) => {
    const url = new URL(to)
    change(url)
    return url.href
  }

  test('what is not understood is refused, with 2', async () => {
    for (const [args, words] of [
      [['--from', 'mysql', '--to', 'postgres://h/d'], 'from SQLite only'],
      [['--to', 'postgres://h/d'], 'from SQLite only'],
      [['--from', 'sqlite'], '--to must be a URL'],
      [['--from', 'sqlite', '--to', 'mysql://h/d'], '--to must be a URL'],
      [['sideways'], 'does not know "sideways"'],
    ] as [string[], string][])
      expect(await migrate(args)).toMatchObject({ code: 2, err: expect.stringContaining(words) })
  })

  test('a database that does not let it in is named in a sentence, with 1', async () => {
    for (const [url, words] of [
      [
        changed((u) => {
          u.port = '1'
        }),
        'cannot be reached (ECONNREFUSED)',
      ],
      [
        changed((u) => {
          u.hostname = 'nowhere.invalid'
        }),
        'cannot be reached',
      ],
      [
        changed((u) => {
          u.password = 'wrong'
        }),
        'refuses the password of postgres',
      ],
      [
        changed((u) => {
          u.pathname = '/elsewhere'
        }),
        'has no database elsewhere',
      ],
    ] as [string, string][]) {
      const { code, err } = await migrate(['--from', 'sqlite', '--to', url])
      expect([code, err, err.includes('\n')]).toEqual([1, expect.stringContaining(words), false])
    }
  })

  test('a database with data of its own is refused, and so is a folder without any', async () => {
    const used = await newPostgresDatabase()
    await fluxly(
      ['user', 'create', '--email', 'b@example.com'],
      { FLUXLY_DATA_DIR: scratchFolder(), DATABASE_URL: used },
      'a long password',
    )
    expect(await migrate(['--from', 'sqlite', '--to', used])).toMatchObject({
      code: 1,
      err: expect.stringContaining('has data already'),
    })
    const empty = { FLUXLY_DATA_DIR: scratchFolder() }
    expect(await migrate(['--from', 'sqlite', '--to', to], empty)).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing to move'),
    })
  })

  test('without --to it goes to DATABASE_URL, in one go where no server runs; a backup of before brings SQLite back', async () => {
    const backup = join(here.folder(), 'before.tar.gz')
    const settings = { FLUXLY_DATA_DIR: dataDir }
    expect(await fluxly(['backup', backup], settings)).toMatchObject({ code: 0 })
    const moved = await migrate(['--from', 'sqlite'], { DATABASE_URL: to })
    expect(moved).toMatchObject({ code: 0, out: expect.stringMatching(/^users +1 rows .* equal$/m) })
    expect(await fluxly(['verify'], { ...settings, DATABASE_URL: to })).toMatchObject({ code: 0 })
    expect(await fluxly(['verify'], settings)).toMatchObject({ code: 1 })
    expect(await fluxly(['restore', backup], settings)).toMatchObject({ code: 0 })
    expect(await fluxly(['verify'], settings)).toMatchObject({ code: 0 })
  })

  test('without options the database is brought up to date, as ever', async () => {
    expect(await migrate([])).toMatchObject({ code: 0, out: 'The database is up to date.' })
  })
})
