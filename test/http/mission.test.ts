/** The API as it was asked for, to the letter: it never breaks. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually, scratchFolder, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { AGENTS, bodyOf, type LinkBody, MOMENT, make, refusal, statistics, TARGET } from './answers.ts'

let server: TestServer
let user: TestUser
/** A link that expires while the other tests run. */
let ending: LinkBody

beforeAll(async () => {
  server = await startServer()
  user = await server.user('ann@example.com')
  ending = await make(server, user.key, { expires_at: new Date(Date.now() + 3000).toISOString() })
})
afterAll(() => server.end())

/** Runs a program as a user would, who has the address and the key at hand. */
async function run(command: string[]): Promise<string> {
  const child = Bun.spawn(command, {
    env: { PATH: process.env.PATH ?? '', FLUXLY: server.url, KEY: user.key },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  expect({ code: await child.exited, err }).toEqual({ code: 0, err: '' })
  return out.trim()
}

const CURL = `curl -s -X POST "$FLUXLY/api/links" \\
  -H "Authorization: Bearer $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"target_url": "https://example.com/very/long/path", "custom_slug": "my-link", "expires_at": "EXPIRY", "password": "secret123"}'`

const NODE = `
const res = await fetch(process.env.FLUXLY + '/api/links', {
  method: 'POST',
  headers: { 'Authorization': 'Bearer ' + process.env.KEY, 'Content-Type': 'application/json' },
  body: JSON.stringify({ target_url: 'https://example.com/very/long/path', custom_slug: 'from-node' }),
})
const link = await res.json()
console.log(res.status, link.slug)`

const REQUESTS = `
import os, requests
link = requests.post(os.environ['FLUXLY'] + '/api/links',
    headers={'Authorization': 'Bearer ' + os.environ['KEY']},
    json={'target_url': 'https://example.com/very/long/path', 'custom_slug': 'from-python'}).json()
print(link['slug'])`

const URLLIB = `
import json, os, urllib.request
link = json.load(urllib.request.urlopen(urllib.request.Request(os.environ['FLUXLY'] + '/api/links',
    headers={'Authorization': 'Bearer ' + os.environ['KEY'], 'Content-Type': 'application/json'},
    data=json.dumps({'target_url': 'https://example.com/very/long/path', 'custom_slug': 'from-python'}).encode())))
print(link['slug'])`

const has = (...command: string[]) =>
  Bun.which(command[0] as string) !== null && Bun.spawnSync(command, { stderr: 'ignore' }).success

describe('the three examples', () => {
  test.if(has('curl', '--version'))('curl makes a link with every field', async () => {
    const expiry = `${new Date().getUTCFullYear() + 1}-12-31T23:59:00`
    const out = await run(['sh', '-c', CURL.replace('EXPIRY', `${expiry}Z`)])
    expect(JSON.parse(out)).toMatchObject({
      link_id: expect.stringMatching(/^lnk_[a-z0-9]{12}$/),
      slug: 'my-link',
      target_url: TARGET,
      has_password: true,
      expires_at: `${expiry}+00:00`,
      click_count: 0,
    })
  })

  test.if(has('node', '--version'))('Node’s fetch makes a link', async () => {
    expect(await run(['node', '--input-type=module', '-e', NODE])).toBe('201 from-node')
  })

  test.if(has('python3', '--version'))('Python reads the slug of the link that it made', async () => {
    const script = has('python3', '-c', 'import requests') ? REQUESTS : URLLIB
    expect(await run(['python3', '-c', script])).toBe('from-python')
  })
})

test('a link of a target alone has every member, in its form', async () => {
  const answer = await server.api(user.key, 'POST', '/api/links', { target_url: TARGET })
  expect(answer.status).toBe(201)
  expect(await bodyOf<LinkBody>(answer)).toMatchObject({
    link_id: expect.stringMatching(/^lnk_[a-z0-9]{12}$/),
    slug: expect.stringMatching(/^[A-Za-z0-9_-]{7,64}$/),
    target_url: TARGET,
    has_password: false,
    expires_at: null,
    click_count: 0,
  })
})

test('a link is listed, read, followed, counted and deleted', async () => {
  const link = await make(server, user.key)
  const listed = await bodyOf<LinkBody[]>(await server.api(user.key, 'GET', '/api/links'))
  expect(listed[0]).toEqual(link)
  const visit = await server.visit(link.slug, {
    'User-Agent': AGENTS.mobile,
    Referer: 'https://news.example.com/front?page=1',
  })
  expect([visit.status, visit.headers.get('location')]).toEqual([302, TARGET])

  const path = `/api/links/${link.link_id}`
  const read = await eventually(async () => {
    const now = await bodyOf<LinkBody>(await server.api(user.key, 'GET', path))
    return now.click_count > 0 ? now : null
  })
  expect(read).toEqual({ ...link, click_count: 1 })
  const seen = await statistics(server, user.key, link.link_id)
  expect(seen).toMatchObject({
    total_clicks: 1,
    referrers: [{ referrer: 'news.example.com', clicks: 1 }],
    devices: [{ device: 'mobile', clicks: 1 }],
    recent_clicks: [
      { clicked_at: expect.stringMatching(MOMENT), referrer: 'news.example.com', device: 'mobile' },
    ],
  })
  expect(seen.timeline.at(-1)).toEqual({ date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), clicks: 1 })

  expect((await server.api(user.key, 'DELETE', path)).status).toBe(204)
  await refusal(await server.api(user.key, 'GET', path), 404, 'not_found')
  expect((await server.visit(link.slug)).status).toBe(404)
})

test('401: the key is missing, invalid or revoked', async () => {
  const { key, keyId } = await server.user('revoked@example.com')
  expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
  expect((await server.command('key', 'revoke', keyId)).code).toBe(0)
  await refusal(await server.api(key, 'GET', '/api/links'), 401, 'invalid_key')
  await refusal(await server.api('fluxly_live_wrong', 'GET', '/api/links'), 401, 'invalid_key')
  await refusal(await fetch(`${server.url}/api/links`), 401, 'invalid_key')
})

test('402: the API below Full Stack', async () => {
  const pro = await server.user('pro@example.com', 'pro')
  await refusal(await server.api(pro.key, 'GET', '/api/links'), 402, 'plan_required')
})

test('402: a password on Free, and a used-up limit', async () => {
  const table = join(scratchFolder(), 'plans.json')
  writeFileSync(table, JSON.stringify({ free: { api: true, links_per_month: 2 } }))
  const small = await startServer({ FLUXLY_PLANS: table })
  const { key } = await small.user('free@example.com', 'free')
  const create = (fields = {}) => small.api(key, 'POST', '/api/links', { target_url: TARGET, ...fields })
  expect(await refusal(await create({ password: 'secret123' }), 402, 'plan_required')).toMatchObject({
    feature: 'passwords',
    required_plan: 'pro',
  })
  expect([(await create()).status, (await create()).status]).toEqual([201, 201])
  expect(await refusal(await create(), 402, 'limit_reached')).toMatchObject({ required_plan: 'pro' })
  await small.end()
})

test('409: the slug is taken; left out, a random one is free', async () => {
  await make(server, user.key, { custom_slug: 'taken' })
  const body = { target_url: TARGET, custom_slug: 'taken' }
  await refusal(await server.api(user.key, 'POST', '/api/links', body), 409, 'slug_taken')
  await make(server, user.key)
})

test('410: the link has expired', async () => {
  const answer = await eventually(async () => {
    const visit = await server.visit(ending.slug)
    return visit.status === 302 ? null : visit
  })
  expect(answer.status).toBe(410)
})

test('a key looks like fluxly_live_…, and only its SHA-256 hash is stored', () => {
  expect(user.key).toMatch(/^fluxly_live_[0-9A-Za-z]{20,}$/)
  const folder = server.env.FLUXLY_DATA_DIR as string
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path))
  const hash = createHash('sha256').update(user.key).digest('hex')
  const holding = (text: string | Buffer) => files.filter((file) => file.includes(text)).length
  expect(holding(user.key)).toBe(0)
  expect(holding(hash) + holding(Buffer.from(hash, 'hex'))).toBeGreaterThan(0)
  expect(server.log).not.toContain(user.key)
})
