/** Many processes are one server. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStores } from '../../src/stores.ts'
import { allCounted, Ledger, Load, metric, printedSeed, randomFrom } from '../support/ledger.ts'
import { dataOf, refusedServe, spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, isRunning, type TestServer } from '../support/server.ts'
import { owner, ownerTokenOf } from '../support/session.ts'
import { askAnew, askOften, useWorkers, workersOf } from '../support/workers.ts'

setDefaultTimeout(60_000)
const WORKERS = 3
useWorkers(WORKERS)
const here = stage()

/** Enough that none of the workers is left out, but for one time in many millions. */
const MANY = 60
const PROMISED = 100

/** Resolves when all workers answer; right after a kill there may be none. */
const allUp = (server: TestServer) =>
  eventually(async () => {
    const up = await metric(server, 'fluxly_workers').catch(() => 0)
    return up === WORKERS ? true : null
  })

async function startAll(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await here.start(env)
  await allUp(server)
  return server
}

async function newLink(server: TestServer, key: string, body: object = {}) {
  const answer = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/', ...body })
  expect(answer.status).toBe(201)
  return (await answer.json()) as { link_id: string; slug: string }
}

const counted = (statuses: number[]) => {
  const counts: Record<number, number> = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
const statusesOf = (answers: { status: number }[]) => counted(answers.map(({ status }) => status))

test('workers that are killed under load, one after the other, lose no click, double none and invent none', async () => {
  const random = randomFrom(printedSeed('workers killed under load'))
  const server = await startAll({ FLUXLY_TRUSTED_PROXIES: '127.0.0.1' })
  const { key } = await server.user('workers@example.com')
  const ledger = new Ledger()
  const load = new Load(server, key, ledger, { clients: 16, random, creations: 0.05 })
  let killed = 0
  for (let round = 0; round < 6; round++) {
    await Bun.sleep(100 + random() * 700)
    const pids = workersOf(server)
    const pid = pids[Math.floor(random() * pids.length)]
    if (pid === undefined) continue
    process.kill(pid, 'SIGKILL')
    killed++
  }
  await load.stop()
  console.log(
    `${killed} workers killed: ${ledger.answeredClicks} of ${ledger.sentClicks} clicks were answered`,
  )
  expect(ledger.surprises).toEqual([])
  await allUp(server)
  await allCounted(server, key, ledger)
  expect(await metric(server, 'fluxly_workers_replaced_total')).toBe(killed)
  expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(0)
  await eventually(async () => ((await metric(server, 'fluxly_spool_waiting_files')) === 0 ? true : null))
  expect(await metric(server, 'fluxly_spool_waiting_clicks')).toBe(0)
  const recorded = await metric(server, 'fluxly_clicks_recorded_total')
  expect(recorded).toBeGreaterThanOrEqual(ledger.answeredClicks)
  expect(recorded).toBe(await metric(server, 'fluxly_clicks_folded_total'))
  expect(server.log).toContain('"worker":')
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

test('the supervisor and a worker that are killed together leave nothing uncounted', async () => {
  const random = randomFrom(printedSeed('supervisor killed'))
  const server = await startAll({ FLUXLY_TRUSTED_PROXIES: '127.0.0.1' })
  const { key } = await server.user('both@example.com')
  const ledger = new Ledger()
  for (let round = 0; round < 3; round++) {
    const load = new Load(server, key, ledger, { clients: 12, random, creations: 0.05 })
    await Bun.sleep(400 + random() * 600)
    const [pid] = workersOf(server)
    if (pid) process.kill(pid, 'SIGKILL')
    await Bun.sleep(random() * 300)
    await server.end('SIGKILL')
    await load.stop()
    await server.restart()
  }
  expect(ledger.surprises).toEqual([])
  await allCounted(server, key, ledger)
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

test('a worker that outlives its supervisor keeps the next server away until it is gone', async () => {
  const server = await startAll()
  const { key } = await server.user('orphan@example.com')
  const { link_id, slug } = await newLink(server, key)
  expect(statusesOf(await askOften(MANY, server, 'GET', `/r/${slug}`))).toEqual({ 302: MANY })
  const [frozen = 0, ...others] = workersOf(server)
  process.kill(frozen, 'SIGSTOP')
  server.child.kill('SIGKILL')
  await server.child.exited
  const refused = await refusedServe(server.env)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('Workers')
  process.kill(frozen, 'SIGCONT')
  await eventually(async () => ([frozen, ...others].some(isRunning) ? null : true))
  await server.restart()
  await eventually(async () => {
    const link = (await (await server.api(key, 'GET', `/api/links/${link_id}`)).json()) as {
      click_count: number
    }
    return link.click_count === MANY ? true : null
  })
})

test('a link that is changed, disabled or deleted is so for all workers within 100 ms', async () => {
  const server = await startAll()
  await eventually(async () => ownerTokenOf(server) || null)
  const session = await owner(server)
  const link = await session.ask<{ link_id: string; slug: string }>(201, 'POST', '/api/links', {
    target_url: 'https://example.com/before',
  })
  const [path, visit] = [`/api/links/${link.link_id}`, `/r/${link.slug}`]
  const admin = `/api/admin/links/${link.link_id}`
  const steps: [() => Promise<unknown>, (answer: { status: number; head: string }) => boolean][] = [
    [
      () => session.ask(200, 'PATCH', path, { target_url: 'https://example.com/after' }),
      ({ head }) => head.includes('https://example.com/after'),
    ],
    [() => session.send('PATCH', admin, { disabled: true }), ({ status }) => status === 451],
    [() => session.send('PATCH', admin, { disabled: false }), ({ status }) => status === 302],
    [() => session.send('DELETE', path), ({ status }) => status === 404],
  ]
  for (const [change, holds] of steps) {
    await askOften(MANY, server, 'GET', visit)
    await change()
    // Workers tell each other before they answer, so that it is so at once.
    expect((await askOften(MANY, server, 'GET', visit)).filter((answer) => !holds(answer))).toEqual([])
  }
})

test('what another process changes is so for all workers within 100 ms too', async () => {
  const server = await startAll()
  const { key } = await server.user('beside@example.com')
  const { link_id, slug } = await newLink(server, key)
  await askOften(MANY, server, 'GET', `/r/${slug}`)
  const stores = await openStores({ dataDir: dataOf(server), databaseUrl: null }, () => undefined)
  await stores.links.setDisabled(link_id, 1)
  await Bun.sleep(PROMISED)
  expect(statusesOf(await askOften(MANY, server, 'GET', `/r/${slug}`))).toEqual({ 451: MANY })
  await stores.close()
})

test('password tries are counted once for all workers: five, then no more', async () => {
  const server = await startAll()
  const { key } = await server.user('tries@example.com')
  const { slug } = await newLink(server, key, { password: 'right' })
  const tries = Array.from({ length: 20 }, () =>
    fetch(`${server.url}/r/${slug}`, {
      method: 'POST',
      body: new URLSearchParams({ password: 'wrong' }),
      keepalive: false,
      headers: { Connection: 'close' },
    }),
  )
  expect(statusesOf(await Promise.all(tries))).toEqual({ 403: 5, 429: 15 })
})

test('requests of a key, misses of a network and streams of a user are counted once for all workers', async () => {
  const server = await startAll({ FLUXLY_RATE_LIMIT: '40' })
  const { key } = await server.user('rate@example.com')
  const headers = { Authorization: `Bearer ${key}` }
  expect(statusesOf(await askOften(MANY, server, 'GET', '/api/links', headers))).toEqual({ 200: 40, 429: 20 })
  expect(statusesOf(await askOften(100, server, 'GET', '/r/nothing'))).toEqual({ 404: 60, 429: 40 })
  const other = await server.user('streams@example.com')
  const open = Array.from({ length: 14 }, () => {
    const gone = new AbortController()
    const headers = { Authorization: `Bearer ${other.key}`, Connection: 'close' }
    return fetch(`${server.url}/api/clicks/stream`, { headers, signal: gone.signal }).then((answer) => ({
      answer,
      gone,
    }))
  })
  const streams = await Promise.all(open)
  expect(statusesOf(streams.map(({ answer }) => answer))).toEqual({ 200: 10, 429: 4 })
  for (const pid of workersOf(server)) process.kill(pid, 'SIGKILL')
  for (const { gone } of streams) gone.abort()
  await allUp(server)
  const again = await eventually(async () => {
    const answer = await fetch(`${server.url}/api/clicks/stream`, {
      headers: { Authorization: `Bearer ${other.key}`, Connection: 'close' },
    })
    await answer.body?.cancel()
    return answer.status === 200 ? answer : null
  })
  expect(again.status).toBe(200)
})

test('a server none of whose workers can start gives up with 70', async () => {
  const plans = join(here.folder(), 'plans.json')
  writeFileSync(plans, '{}')
  const server = await startAll({ FLUXLY_PLANS: plans })
  rmSync(plans)
  for (const pid of workersOf(server)) process.kill(pid, 'SIGKILL')
  expect(await server.child.exited).toBe(70)
  expect(server.log).toContain('no worker can be started')
})

test('a signal that reaches every process at once stops the server as well as one to the supervisor', async () => {
  const server = await startAll()
  const { key } = await server.user('group@example.com')
  const { slug } = await newLink(server, key)
  expect((await askAnew(server, 'GET', `/r/${slug}`)).status).toBe(302)
  for (const pid of workersOf(server)) process.kill(pid, 'SIGTERM')
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(server.log).toContain('every click is folded')
})
