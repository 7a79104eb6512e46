import { afterAll, beforeAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { bodyOf, type LinkBody, make, refusal, TARGET, wrongFields } from './answers.ts'

let server: TestServer
let ann: TestUser

beforeAll(async () => {
  const plans = join(scratchFolder(), 'plans.json')
  writeFileSync(plans, JSON.stringify({ free: { api: true } }))
  server = await startServer({ FLUXLY_PLANS: plans, FLUXLY_RATE_LIMIT: '200' })
  ann = await server.user('ann@example.com')
})
afterAll(() => server.end())

const create = (key: string, idempotencyKey: string, fields: Record<string, unknown> = {}) =>
  server.api(
    key,
    'POST',
    '/api/links',
    { target_url: TARGET, ...fields },
    { 'Idempotency-Key': idempotencyKey },
  )
const isReplay = (answer: Response) => answer.headers.get('idempotent-replayed') === 'true'
const linksOf = async (key: string) =>
  bodyOf<LinkBody[]>(await server.api(key, 'GET', '/api/links?limit=100'))

test('the same request again gets the first answer again, and makes no second link', async () => {
  const owner = await server.user('replay@example.com')
  const first = await create(owner.key, 'again', { password: 'secret123' })
  const second = await create(owner.key, 'again', { password: 'secret123' })
  expect([first.status, isReplay(first)]).toEqual([201, false])
  expect([second.status, isReplay(second)]).toEqual([201, true])
  expect(second.headers.get('location')).toBe(first.headers.get('location') ?? '')
  expect(second.headers.get('content-type')).toBe(first.headers.get('content-type') ?? '')
  expect(await second.text()).toBe(await first.text())
  expect(await linksOf(owner.key)).toHaveLength(1)
})

test('the answer stays the first one, though the link was deleted since', async () => {
  const first = await bodyOf<LinkBody>(await create(ann.key, 'deleted since'))
  await server.api(ann.key, 'DELETE', `/api/links/${first.link_id}`)
  const second = await create(ann.key, 'deleted since')
  expect([second.status, isReplay(second)]).toEqual([201, true])
  expect(await bodyOf<LinkBody>(second)).toEqual(first)
})

test('the same key with another body is 422', async () => {
  expect((await create(ann.key, 'one body')).status).toBe(201)
  for (const fields of [{ target_url: 'https://other.example/' }, { custom_slug: 'x' }, { password: 'x' }])
    await refusal(await create(ann.key, 'one body', fields), 422, 'idempotency_key_reused')
  expect(isReplay(await create(ann.key, 'one body'))).toBe(true)
})

test('other keys make other links', async () => {
  const [one, two] = [await create(ann.key, 'one'), await create(ann.key, 'ONE')]
  expect([one.status, two.status]).toEqual([201, 201])
  expect((await bodyOf<LinkBody>(two)).link_id).not.toBe((await bodyOf<LinkBody>(one)).link_id)
})

test('a key has 1 to 255 characters; a longer one is 400', async () => {
  expect((await create(ann.key, 'k'.repeat(255))).status).toBe(201)
  await refusal(await create(ann.key, 'k'.repeat(256)), 400, 'invalid_request')
})

test('a key belongs to the account: another account’s is another request, another API key’s is not', async () => {
  const ben = await server.user('ben@example.com')
  const second = (await server.command('key', 'create', '--email', ann.email, '--name', 'second')).out
  const first = await bodyOf<LinkBody>(await create(ann.key, 'shared'))
  const foreign = await create(ben.key, 'shared')
  expect([foreign.status, isReplay(foreign)]).toEqual([201, false])
  expect((await bodyOf<LinkBody>(foreign)).link_id).not.toBe(first.link_id)
  expect(await bodyOf<LinkBody>(await create(second, 'shared'))).toEqual(first)
})

test('a 401 is not kept: with a living key the request is carried out', async () => {
  const { email, key, keyId } = await server.user('lost@example.com')
  await server.command('key', 'revoke', keyId)
  await refusal(await create(key, 'after 401'), 401, 'invalid_key')
  const fresh = (await server.command('key', 'create', '--email', email, '--name', 'new')).out
  const answer = await create(fresh, 'after 401')
  expect([answer.status, isReplay(answer)]).toEqual([201, false])
})

test('a 402 is not kept: on a higher plan the same request is carried out', async () => {
  const { email, key } = await server.user('growing@example.com', 'free')
  await refusal(await create(key, 'after 402', { password: 'secret123' }), 402, 'plan_required')
  await server.command('user', 'set-plan', '--email', email, '--plan', 'full_stack')
  const answer = await create(key, 'after 402', { password: 'secret123' })
  expect([answer.status, isReplay(answer)]).toEqual([201, false])
})

test('a 429 is not kept: when there is room again the same request is carried out', async () => {
  const { email, key } = await server.user('hasty@example.com')
  const calls = Array.from({ length: 200 }, () => server.api(key, 'GET', '/api/links'))
  await Promise.all(calls)
  await refusal(await create(key, 'after 429'), 429, 'rate_limited')
  const roomy = (await server.command('key', 'create', '--email', email, '--name', 'roomy')).out
  const answer = await create(roomy, 'after 429')
  expect([answer.status, isReplay(answer)]).toEqual([201, false])
})

test('a 409 for a taken slug is kept, though the slug came free since', async () => {
  const { link_id } = await make(server, ann.key, { custom_slug: 'wanted' })
  const first = await create(ann.key, 'after 409', { custom_slug: 'wanted' })
  const words = await refusal(first, 409, 'slug_taken')
  await server.api(ann.key, 'DELETE', `/api/links/${link_id}`)
  const second = await create(ann.key, 'after 409', { custom_slug: 'wanted' })
  expect(isReplay(second)).toBe(true)
  expect(await refusal(second, 409, 'slug_taken')).toEqual(words)
  expect((await create(ann.key, 'a new key', { custom_slug: 'wanted' })).status).toBe(201)
})

test('a request whose fields are wrong uses no key up', async () => {
  expect(await wrongFields(await create(ann.key, 'after 422', { target_url: 'nope' }))).toEqual([
    'target_url',
  ])
  const answer = await create(ann.key, 'after 422')
  expect([answer.status, isReplay(answer)]).toEqual([201, false])
})

test.each([
  ['with a password', { password: 'secret123' }],
  ['without one', {}],
])(
  'of 20 same requests at once one makes a link, the others are 409 or its replay: %s',
  async (name, fields) => {
    const owner = await server.user(`${name.replaceAll(' ', '-')}@example.com`)
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(owner.key, 'at once', fields)))
    expect(answers.filter((answer) => answer.status === 201 && !isReplay(answer))).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      await refusal(answer, 409, 'request_in_progress')
    const [link, ...more] = await linksOf(owner.key)
    expect(more).toEqual([])
    for (const answer of answers.filter(({ status }) => status === 201))
      expect(await bodyOf<LinkBody>(answer)).toEqual(link as LinkBody)
    expect(isReplay(await create(owner.key, 'at once', fields))).toBe(true)
  },
)
