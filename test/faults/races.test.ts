/** Many want the same thing at the same moment. */
import { Database } from 'bun:sqlite'
import { expect, setDefaultTimeout, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { differences, Ledger, Load, printedSeed, randomFrom } from '../support/ledger.ts'
import { stage } from '../support/ledger-stage.ts'
import { type Finished, fluxly, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()
const TARGET = 'https://example.com/'

const create = (server: TestServer, key: string, body: object = {}, headers: Record<string, string> = {}) =>
  server.api(key, 'POST', '/api/links', { target_url: TARGET, ...body }, headers)

const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/** How often each status was answered. */
function statuses(answers: Response[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function codeOf(answer: Response | undefined): Promise<string | undefined> {
  const body = answer && ((await answer.json()) as { code?: string })
  return body?.code
}

const failures = (finished: Finished[]) => finished.filter(({ code }) => code !== 0)

test('of 32 who ask for one slug at once exactly one gets it, whichever account they ask with', async () => {
  const server = await here.start()
  const ann = await server.user('ann@example.com')
  const bob = await server.user('bob@example.com')
  for (let round = 0; round < 5; round++) {
    const custom_slug = `wanted-${round}`
    const answers = await times(32, (n) => create(server, n % 2 ? ann.key : bob.key, { custom_slug }))
    expect(statuses(answers)).toEqual({ 201: 1, 409: 31 })
    expect(await codeOf(answers.find(({ status }) => status === 409))).toBe('slug_taken')
    expect((await server.visit(custom_slug)).status).toBe(302)
  }
})

test('a monthly limit of 25 gives out exactly 25 links, over all keys of an account, and stays used up', async () => {
  const plans = join(here.folder(), 'plans.json')
  writeFileSync(plans, JSON.stringify({ full_stack: { links_per_month: 25 } }))
  const server = await here.start({ FLUXLY_PLANS: plans })
  const first = await server.user('limit@example.com')
  const more = await times(2, (n) =>
    server.command('key', 'create', '--email', first.email, '--name', `key ${n}`),
  )
  const keys = [first.key, ...more.map(({ out }) => out)]
  const answers = await times(60, (n) => create(server, keys[n % 3] as string))
  expect(statuses(answers)).toEqual({ 201: 25, 402: 35 })
  expect(await codeOf(answers.find(({ status }) => status === 402))).toBe('limit_reached')

  const made = (await answers.find(({ status }) => status === 201)?.json()) as { link_id: string }
  expect((await server.api(first.key, 'DELETE', `/api/links/${made.link_id}`)).status).toBe(204)
  expect((await create(server, first.key)).status).toBe(402)
  await server.end()
  await server.restart()
  expect(statuses(await times(3, (n) => create(server, keys[n] as string)))).toEqual({ 402: 3 })

  const other = await server.user('other@example.com')
  expect((await create(server, other.key)).status).toBe(201)
})

test('a slug that is refused uses up nothing of the limit, however many ask at once', async () => {
  const plans = join(here.folder(), 'plans.json')
  writeFileSync(plans, JSON.stringify({ full_stack: { links_per_month: 10 } }))
  const server = await here.start({ FLUXLY_PLANS: plans })
  const { key } = await server.user('refused@example.com')
  expect((await create(server, key, { custom_slug: 'mine' })).status).toBe(201)
  const refused = await times(30, () => create(server, key, { custom_slug: 'mine' }))
  expect(statuses(refused)).toEqual({ 409: 30 })
  expect(statuses(await times(20, () => create(server, key)))).toEqual({ 201: 9, 402: 11 })
})

test('random slugs that are made at once are all made, and all different', async () => {
  const server = await here.start()
  const { key } = await server.user('random@example.com')
  const answers = await times(300, () => create(server, key))
  expect(statuses(answers)).toEqual({ 201: 300 })
  const links = (await Promise.all(answers.map((answer) => answer.json()))) as {
    link_id: string
    slug: string
  }[]
  expect(new Set(links.map(({ slug }) => slug)).size).toBe(300)
  expect(new Set(links.map(({ link_id }) => link_id)).size).toBe(300)
})

test('one idempotency key makes one link, however many send it at once', async () => {
  const server = await here.start()
  const { key } = await server.user('once@example.com')
  const sent = await times(24, () => create(server, key, {}, { 'Idempotency-Key': 'the same' }))
  const made = new Set<string>()
  for (const answer of sent) {
    expect([201, 409]).toContain(answer.status)
    const { link_id: id, code } = (await answer.json()) as { link_id?: string; code?: string }
    if (answer.status === 201) made.add(id ?? '')
    else expect(code).toBe('request_in_progress')
  }
  expect(made.size).toBe(1)
  const listed = (await (await server.api(key, 'GET', '/api/links')).json()) as { link_id: string }[]
  expect(listed.map(({ link_id }) => link_id)).toEqual([...made])
})

test('a slug that its owner deletes and takes again never goes to a stranger who asks at the same moment', async () => {
  const server = await here.start()
  const owner = await server.user('owner@example.com')
  const stranger = await server.user('stranger@example.com')
  for (let round = 0; round < 15; round++) {
    const custom_slug = `dear-${round}`
    const first = (await (await create(server, owner.key, { custom_slug })).json()) as { link_id: string }
    const foreign: Promise<Response>[] = []
    const ask = () => foreign.push(create(server, stranger.key, { custom_slug }))
    ask()
    const deleted = server.api(owner.key, 'DELETE', `/api/links/${first.link_id}`)
    ask()
    const early = create(server, owner.key, { custom_slug, target_url: 'https://example.com/again' })
    ask()
    expect((await deleted).status).toBe(204)
    ask()
    const late = create(server, owner.key, { custom_slug, target_url: 'https://example.com/again' })
    ask()
    expect(statuses(await Promise.all(foreign))).toEqual({ 409: 5 })
    expect(statuses([await early, await late])).toEqual({ 201: 1, 409: 1 })
    expect((await server.visit(custom_slug)).headers.get('location')).toBe('https://example.com/again')
  }
})

test('a link that is deleted by many at once is deleted once, and its redirect is gone', async () => {
  const server = await here.start()
  const { key } = await server.user('delete@example.com')
  const made = await create(server, key, { custom_slug: 'doomed' })
  const { link_id: id } = (await made.json()) as { link_id: string }
  expect((await server.visit('doomed')).status).toBe(302)
  const answers = await times(12, () => server.api(key, 'DELETE', `/api/links/${id}`))
  expect(statuses(answers)).toEqual({ 204: 1, 404: 11 })
  expect((await server.visit('doomed')).status).toBe(404)
})

test('commands do their work while the server serves, and neither hinders the other', async () => {
  const server = await here.start()
  const { key, email } = await server.user('busy@example.com')
  const ledger = new Ledger()
  const random = randomFrom(printedSeed('commands under load'))
  const load = new Load(server, key, ledger, { clients: 8, random, creations: 0.2 })
  const made = await times(6, (n) => server.command('key', 'create', '--email', email, '--name', `key ${n}`))
  expect(failures(made)).toEqual([])
  expect(statuses(await times(6, (n) => create(server, made[n]?.out ?? '')))).toEqual({ 201: 6 })
  const ids = made.map(({ err }) => /key_[a-z0-9]+/.exec(err)?.[0] ?? '')
  const others = [['verify'], ['doctor'], ['migrate'], ['key', 'list', '--email', email]]
  const [revoked, rest] = await Promise.all([
    times(3, (n) => server.command('key', 'revoke', ids[n] ?? '')),
    times(others.length, (n) => server.command(...(others[n] ?? []))),
  ])
  expect(failures([...revoked, ...rest])).toEqual([])
  expect(statuses(await times(6, (n) => create(server, made[n]?.out ?? '')))).toEqual({ 201: 3, 401: 3 })
  await load.stop()
  ledger.creations += 9
  expect(ledger.surprises).toEqual([])
  expect(await server.end()).toBe(0)
  await server.restart()
  expect(await differences(server, key, ledger)).toEqual([])
})

test('of those who revoke one key at once one is told that it is done, and the key is dead', async () => {
  const server = await here.start()
  const { key, keyId } = await server.user('revoke@example.com')
  const finished = await times(4, () => server.command('key', 'revoke', keyId))
  expect(finished.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1])
  expect((await create(server, key)).status).toBe(401)
})

test('commands that start at once on an empty folder all succeed: one of them makes the tables', async () => {
  const env = { FLUXLY_DATA_DIR: here.folder(), FLUXLY_PASSWORD: 'a long password' }
  const user = (n: number) => ['user', 'create', '--email', `user-${n}@example.com`]
  const commands = [user(0), ['migrate'], user(1), ['verify'], user(2), ['migrate'], user(3), ['doctor']]
  const finished = await times(commands.length, (n) => fluxly(commands[n] ?? [], env))
  expect(failures(finished)).toEqual([])
  const keys = await times(4, (n) =>
    fluxly(['key', 'create', '--email', `user-${n}@example.com`, '--name', 'first'], env),
  )
  expect(failures(keys)).toEqual([])
})

test('a command waits while another process has the file to itself, as the last one to close it does', async () => {
  const env = { FLUXLY_DATA_DIR: here.folder(), FLUXLY_PASSWORD: 'a long password' }
  const email = ['--email', 'user@example.com']
  expect(failures([await fluxly(['user', 'create', ...email], env)])).toEqual([])
  const links = new Database(join(env.FLUXLY_DATA_DIR, 'links.db'))
  links.run('pragma locking_mode = exclusive')
  links.run('begin exclusive')
  const listed = fluxly(['key', 'list', ...email], env)
  const early = await Promise.race([listed, Bun.sleep(1_000)])
  links.close()
  expect(early).toBeUndefined()
  expect(failures([await listed])).toEqual([])
})

test('of those who make one account at once one makes it, and the others are told that it is there', async () => {
  const env = { FLUXLY_DATA_DIR: here.folder(), FLUXLY_PASSWORD: 'a long password' }
  const finished = await times(5, () => fluxly(['user', 'create', '--email', 'one@example.com'], env))
  expect(finished.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1, 1])
  for (const { err } of failures(finished)) expect(err).toContain('one@example.com')
})

test('of two servers that start at once on one folder one serves and the other gives up', async () => {
  const folder = here.folder()
  const servers = await times(2, () => here.begin({ FLUXLY_DATA_DIR: folder }))
  const loser = await Promise.race(servers.map((server) => server.child.exited.then(() => server)))
  const winner = servers.find((server) => server !== loser)
  expect(loser.child.exitCode).toBe(1)
  expect((await winner?.ready())?.child.exitCode).toBeNull()
  expect(await winner?.end()).toBe(0)
})
