import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openStores, type Stores } from '../../src/stores.ts'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { bodyOf, counted, type LinkBody, make, refusal, statistics } from './answers.ts'

const SECRET = 'https://secret.example/where-it-led'

let server: TestServer
/** The same data from another process, as a command would use it. */
let stores: Stores
let ann: TestUser

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
  const dataDir = server.env.FLUXLY_DATA_DIR as string
  stores = await openStores({ dataDir, databaseUrl: null }, (message, cause) => {
    throw new Error(message, { cause })
  })
})
afterAll(async () => {
  await stores.close()
  await server.end()
})

/** Asks with HEAD, which is answered like a click and not counted. */
const soon = (slug: string, status: number) =>
  eventually(async () => ((await server.visit(slug, {}, 'HEAD')).status === status ? true : null))

async function disabledLink(fields: object = {}): Promise<LinkBody> {
  const link = await make(server, ann.key, { target_url: SECRET, ...fields })
  await server.visit(link.slug)
  await stores.links.setDisabled(link.link_id, Date.now())
  await soon(link.slug, 451)
  return link
}

test('a disabled link answers 451 in the form that is asked for, and leads nowhere', async () => {
  const { slug } = await disabledLink()
  for (const [accept, type] of [
    ['text/html', 'text/html; charset=utf-8'],
    ['*/*', 'text/plain; charset=utf-8'],
    ['application/json', 'application/problem+json'],
  ] as const)
    for (const method of ['GET', 'HEAD']) {
      const answer = await server.visit(slug, { Accept: accept }, method)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([451, type])
      expect(answer.headers.get('cache-control')).toContain('no-store')
      expect(answer.headers.has('location')).toBe(false)
      expect(await answer.text()).not.toContain('secret.example')
    }
  await refusal(await server.visit(slug, { Accept: 'application/json' }), 451, 'link_disabled')
})

test('a disabled link with a password asks for none, and the right one opens nothing', async () => {
  const { slug } = await disabledLink({ password: 'right' })
  const answer = await fetch(`${server.url}/r/${slug}`, {
    method: 'POST',
    body: new URLSearchParams({ password: 'right' }),
    headers: { Accept: 'application/json' },
    redirect: 'manual',
  })
  expect(answer.headers.has('location')).toBe(false)
  await refusal(answer, 451, 'link_disabled')
})

test('visits of a disabled link are not counted; enabled again it goes on where it was', async () => {
  const { link_id, slug } = await disabledLink()
  for (let n = 0; n < 3; n++) await server.visit(slug)
  await stores.links.setDisabled(link_id, null)
  await soon(slug, 302)
  await counted(server, ann.key)
  expect((await statistics(server, ann.key, link_id)).total_clicks).toBe(1)
})

test('its owner sees that it is disabled, and neither changing nor making it anew brings it back', async () => {
  const { link_id, slug } = await disabledLink()
  const path = `/api/links/${link_id}`
  expect(await bodyOf<LinkBody>(await server.api(ann.key, 'GET', path))).toMatchObject({ disabled: true })
  const change = { target_url: 'https://new.example/' }
  const changed = await server.api(ann.key, 'PATCH', path, change)
  expect(await bodyOf<LinkBody>(changed)).toMatchObject({ ...change, disabled: true })
  expect((await server.visit(slug)).status).toBe(451)
  await server.api(ann.key, 'DELETE', path)
  const anew = await server.api(ann.key, 'POST', '/api/links', { ...change, custom_slug: slug })
  await refusal(anew, 409, 'slug_taken')
  const restored = await server.api(ann.key, 'POST', `${path}/restore`)
  expect(await bodyOf<LinkBody>(restored)).toMatchObject({ disabled: true })
  expect((await server.visit(slug)).status).toBe(451)
})

test('a disabled owner’s links are 451 and their keys 401, until the owner is enabled', async () => {
  const ben = await server.user('ben@example.com')
  const link = await make(server, ben.key)
  expect((await server.visit(link.slug)).status).toBe(302)
  await stores.users.change(ben.id, { disabledAt: Date.now() })
  await soon(link.slug, 451)
  await refusal(await server.api(ben.key, 'GET', '/api/links'), 401, 'invalid_key')
  await stores.users.change(ben.id, { disabledAt: null })
  await soon(link.slug, 302)
  expect(await bodyOf<LinkBody[]>(await server.api(ben.key, 'GET', '/api/links'))).toMatchObject([
    { link_id: link.link_id, disabled: false },
  ])
})
