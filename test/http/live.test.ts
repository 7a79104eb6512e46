import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Listener } from '../support/events.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import {
  AGENTS,
  type ClickBody,
  counted,
  type LinkBody,
  MOMENT,
  make,
  refusal,
  wrongFields,
} from './answers.ts'

let server: TestServer
let ann: TestUser
let ben: TestUser
const listeners: Listener[] = []

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
  ben = await server.user('ben@example.com')
})
afterAll(async () => {
  await Promise.all(listeners.map((listener) => listener.close()))
  await server.end()
})

async function listen(path: string, { key }: TestUser, lastId?: string): Promise<Listener> {
  const listener = await Listener.open(server.url + path, key, lastId)
  listeners.push(listener)
  return listener
}
const streamOf = ({ link_id }: LinkBody) => `/api/links/${link_id}/clicks/stream`
const visit = ({ slug }: LinkBody, referrer: string) =>
  server.visit(slug, { 'User-Agent': AGENTS.desktop, Referer: `https://${referrer}/` })
const heard = ({ events }: Listener) => events.map(({ data }) => JSON.parse(data) as ClickBody)
const referrers = (listener: Listener) => heard(listener).map(({ referrer }) => referrer)

/** Resolves when so many events have come. */
const events = (listener: Listener, count: number) =>
  eventually(async () => (listener.events.length >= count ? listener.events : null))

/** Resolves when a listener knows its position: from now on it misses nothing. */
const settled = (listener: Listener) => eventually(async () => (listener.lastId === '' ? null : listener))

test('a stream ends within seconds of its key', async () => {
  const user = await server.user('revoked@example.com')
  const listener = await settled(await listen('/api/clicks/stream', user))
  expect((await server.command('key', 'revoke', user.keyId)).code).toBe(0)
  await listener.over
  await refusal(await server.api(user.key, 'GET', '/api/clicks/stream'), 401, 'invalid_key')
})

test('a click arrives as it is shown among the recent ones, with its link', async () => {
  const link = await make(server, ann.key)
  const listener = await settled(await listen(streamOf(link), ann))
  expect(listener.answer.status).toBe(200)
  expect(listener.answer.headers.get('content-type')).toBe('text/event-stream')
  expect(listener.answer.headers.get('cache-control')).toContain('no-store')
  expect(listener.answer.headers.get('x-accel-buffering')).toBe('no')
  await visit(link, 'news.example')
  const [event] = await events(listener, 1)
  expect(event).toMatchObject({ event: 'click', id: expect.stringMatching(/^\d+$/) })
  expect(heard(listener)).toEqual([
    {
      link_id: link.link_id,
      slug: link.slug,
      clicked_at: expect.stringMatching(MOMENT),
      referrer: 'news.example',
      device: 'desktop',
      browser: 'Firefox',
      os: 'Windows',
      country: null,
      bot: false,
    },
  ])
})

test('clicks before, and those on other links, do not come', async () => {
  const [link, other] = [await make(server, ann.key), await make(server, ann.key)]
  await visit(link, 'before.example')
  await counted(server, ann.key)
  const listener = await settled(await listen(streamOf(link), ann))
  await visit(other, 'other.example')
  await visit(link, 'after.example')
  await events(listener, 1)
  expect(referrers(listener)).toEqual(['after.example'])
})

test('the account’s stream has the clicks of all its links, those made meanwhile too, and nobody else’s', async () => {
  const [mine, theirs] = [await make(server, ann.key), await make(server, ben.key)]
  const listener = await settled(await listen('/api/clicks/stream', ann))
  const later = await make(server, ann.key)
  await visit(theirs, 'theirs.example')
  await visit(mine, 'mine.example')
  await visit(later, 'later.example')
  await events(listener, 2)
  const seen = heard(listener).map(({ slug, referrer }) => `${slug} ${referrer}`)
  expect(seen.sort()).toEqual([`${mine.slug} mine.example`, `${later.slug} later.example`].sort())
})

test('with Last-Event-ID exactly the missed clicks come, also after the server was restarted', async () => {
  const link = await make(server, ann.key)
  const first = await settled(await listen(streamOf(link), ann))
  for (const n of [1, 2, 3]) await visit(link, `seen-${n}.example`)
  const [one] = await events(first, 3)
  await first.close()
  for (const n of [1, 2]) await visit(link, `missed-${n}.example`)
  await counted(server, ann.key)
  const again = await listen(streamOf(link), ann, first.lastId)
  await events(again, 2)
  expect(referrers(again)).toEqual(['missed-1.example', 'missed-2.example'])
  await server.end()
  await server.restart()
  await visit(link, 'new.example')
  const last = await listen(streamOf(link), ann, one?.id)
  await events(last, 5)
  expect(referrers(last).slice(-3)).toEqual(['missed-1.example', 'missed-2.example', 'new.example'])
  expect(new Set(last.events.map(({ id }) => id)).size).toBe(last.events.length)
})

test('a position from the future is taken for now', async () => {
  const link = await make(server, ann.key)
  const listener = await settled(await listen(streamOf(link), ann, '9999999999999999'))
  await visit(link, 'now.example')
  await events(listener, 1)
  expect(referrers(listener)).toEqual(['now.example'])
})

test('another account’s link is answered like none, and wrong questions are refused', async () => {
  const link = await make(server, ann.key)
  const ask = ({ key }: TestUser, query = '', headers = {}) =>
    server.api(key, 'GET', streamOf(link) + query, undefined, headers)
  await refusal(await ask(ben), 404, 'not_found')
  expect(await wrongFields(await ask(ann, '', { 'Last-Event-ID': 'soon' }))).toEqual(['Last-Event-ID'])
  expect(await wrongFields(await ask(ann, '?tz=UTC'))).toEqual(['tz'])
  await refusal(await ask({ ...ann, key: 'none' }), 401, 'invalid_key')
})

test('an account has ten streams at a time, and may open one where it closed one', async () => {
  const cara = await server.user('cara@example.com')
  const open = await Promise.all(Array.from({ length: 10 }, () => listen('/api/clicks/stream', cara)))
  for (const { answer } of open) expect(answer.status).toBe(200)
  const refused = await server.api(cara.key, 'GET', '/api/clicks/stream')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await refusal(refused, 429, 'rate_limited')
  await server.api(cara.key, 'HEAD', '/api/clicks/stream')
  await open[0]?.close()
  await eventually(async () =>
    (await listen('/api/clicks/stream', cara)).answer.status === 200 ? true : null,
  )
})

test('a server that is stopped ends its streams, and itself, at once', async () => {
  const link = await make(server, ann.key)
  const listener = await settled(await listen(streamOf(link), ann))
  const begun = performance.now()
  expect(await server.end()).toBe(0)
  await listener.over
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(server.log).toContain('every click is folded')
  await server.restart()
})
