import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually, scratchFolder, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { bodyOf, counted, type LinkBody, make, refusal, TARGET, wrongFields } from './answers.ts'

const OTHER = 'https://other.example/page'

let server: TestServer
let ann: TestUser

beforeAll(async () => {
  const plans = join(scratchFolder(), 'plans.json')
  writeFileSync(plans, JSON.stringify({ free: { api: true } }))
  server = await startServer({ FLUXLY_PLANS: plans, FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
})
afterAll(() => server.end())

const patch = (id: string, body: unknown, { key }: TestUser = ann) =>
  server.api(key, 'PATCH', `/api/links/${id}`, body)
const restore = (id: string, headers: Record<string, string> = {}, { key }: TestUser = ann) =>
  server.api(key, 'POST', `/api/links/${id}/restore`, undefined, headers)
const remove = (id: string) => server.api(ann.key, 'DELETE', `/api/links/${id}`)
const unlock = (slug: string, password: string) =>
  fetch(`${server.url}/r/${slug}`, {
    method: 'POST',
    body: new URLSearchParams({ password }),
    redirect: 'manual',
  })

async function changed(link: LinkBody, body: object): Promise<LinkBody> {
  const answer = await patch(link.link_id, body)
  expect({ body, status: answer.status }).toEqual({ body, status: 200 })
  return bodyOf<LinkBody>(answer)
}

describe('changing', () => {
  test('a target is followed on the very next redirect, and everything else stays', async () => {
    const link = await make(server, ann.key, { expires_at: '2030-01-01T00:00:00Z' })
    for (const target_url of [OTHER, TARGET, OTHER]) {
      expect(await changed(link, { target_url })).toEqual({ ...link, target_url })
      expect((await server.visit(link.slug)).headers.get('location')).toBe(target_url)
    }
    const read = await server.api(ann.key, 'GET', `/api/links/${link.link_id}`)
    expect(await bodyOf<LinkBody>(read)).toMatchObject({ target_url: OTHER, expires_at: link.expires_at })
  })

  test('a password gates the very next redirect, another takes its place, null opens it', async () => {
    const link = await make(server, ann.key)
    expect((await server.visit(link.slug)).status).toBe(302)
    expect(await changed(link, { password: 'first' })).toMatchObject({ has_password: true })
    expect((await server.visit(link.slug)).status).toBe(200)
    await changed(link, { password: 'second' })
    expect((await unlock(link.slug, 'first')).status).toBe(403)
    expect((await unlock(link.slug, 'second')).status).toBe(303)
    expect(await changed(link, { password: null })).toMatchObject({ has_password: false })
    expect((await server.visit(link.slug)).status).toBe(302)
  })

  test('an expiry holds as soon as it is set, and null takes it away again', async () => {
    const link = await make(server, ann.key)
    expect((await server.visit(link.slug)).status).toBe(302)
    await changed(link, { expires_at: new Date(Date.now() + 300).toISOString() })
    await eventually(async () => ((await server.visit(link.slug)).status === 410 ? true : null))
    expect(await changed(link, { expires_at: null })).toMatchObject({ expires_at: null })
    expect((await server.visit(link.slug)).status).toBe(302)
  })

  test('many fields at once changes all of them, and keeps the clicks', async () => {
    const link = await make(server, ann.key)
    await server.visit(link.slug)
    await counted(server, ann.key)
    const body = { target_url: OTHER, expires_at: '2030-01-01T02:00:00+02:00', password: 'x' }
    expect(await changed(link, body)).toEqual({
      ...link,
      target_url: OTHER,
      expires_at: '2030-01-01T00:00:00+00:00',
      has_password: true,
      click_count: 1,
    })
  })

  test('refuses what making a link refuses, in the same words, and nothing is changed', async () => {
    const link = await make(server, ann.key)
    const own = `${server.url}/r/${link.slug}`
    const hostile: [string, unknown][] = [
      ...['nope', '', 'javascript:alert(1)', 'http://a b/', 'https://x.test/\u0000', own].map(
        (value): [string, unknown] => ['target_url', value],
      ),
      ...['https://u:p@x.test/', `https://x.test/${'x'.repeat(8192)}`, null, 7, [], {}].map(
        (value): [string, unknown] => ['target_url', value],
      ),
      ...['', 'soon', '2020-01-01T00:00:00Z', '2999-01-01T00:00:00Z', 0, true, []].map(
        (value): [string, unknown] => ['expires_at', value],
      ),
      ...['', 'p'.repeat(257), 1, false, {}].map((value): [string, unknown] => ['password', value]),
    ]
    for (const [field, value] of hostile) {
      const refused = await refusal(await patch(link.link_id, { [field]: value }), 422, 'invalid_fields')
      const create = await server.api(ann.key, 'POST', '/api/links', { target_url: TARGET, [field]: value })
      const { errors } = await bodyOf<{ errors: { field: string; message: string }[] }>(create)
      if (value !== null) expect([value, refused.errors]).toEqual([value, errors])
      expect(refused.errors?.map((error) => error.field)).toEqual([field])
    }
    const mixed = { target_url: OTHER, expires_at: 'soon' }
    expect(await wrongFields(await patch(link.link_id, mixed))).toEqual(['expires_at'])
    const read = await server.api(ann.key, 'GET', `/api/links/${link.link_id}`)
    expect(await bodyOf<LinkBody>(read)).toEqual(link)
  })

  test('names fields that cannot be changed, and asks for at least one that can', async () => {
    const { link_id } = await make(server, ann.key)
    for (const field of ['slug', 'custom_slug', 'disabled', 'link_id', 'click_count', 'user_id'])
      expect(await wrongFields(await patch(link_id, { target_url: OTHER, [field]: 'x' }))).toEqual([field])
    expect(await wrongFields(await patch(link_id, JSON.parse('{"__proto__":{"target_url":"x"}}')))).toContain(
      '__proto__',
    )
    for (const body of [{}, [], null, 'x', 7])
      expect(await wrongFields(await patch(link_id, body))).toEqual(['body'])
    const noJson = await server.api(ann.key, 'PATCH', `/api/links/${link_id}`, undefined, {
      'Content-Type': 'application/json',
    })
    await refusal(noJson, 400, 'invalid_json')
  })

  test('a password needs a plan that has it; taking it away and the rest do not', async () => {
    const user = await server.user('pro@example.com', 'pro')
    await server.command('user', 'set-plan', '--email', user.email, '--plan', 'full_stack')
    const link = await make(server, user.key, { password: 'x' })
    await server.command('user', 'set-plan', '--email', user.email, '--plan', 'free')
    const refused = await refusal(await patch(link.link_id, { password: 'y' }, user), 402, 'plan_required')
    expect(refused).toMatchObject({ feature: 'passwords', required_plan: 'pro' })
    expect((await patch(link.link_id, { target_url: OTHER }, user)).status).toBe(200)
    expect((await server.visit(link.slug)).status).toBe(200)
    expect((await patch(link.link_id, { password: null }, user)).status).toBe(200)
    expect((await server.visit(link.slug)).headers.get('location')).toBe(OTHER)
  })

  test('a deleted link is answered like none', async () => {
    const { link_id } = await make(server, ann.key)
    await remove(link_id)
    await refusal(await patch(link_id, { target_url: OTHER }), 404, 'not_found')
  })

  test('by many at once leaves one of their targets, which is what everybody gets', async () => {
    const { link_id, slug } = await make(server, ann.key)
    const targets = Array.from({ length: 16 }, (_, n) => `https://${n}.example/`)
    await Promise.all(targets.flatMap((target_url) => [patch(link_id, { target_url }), server.visit(slug)]))
    const read = await bodyOf<LinkBody>(await server.api(ann.key, 'GET', `/api/links/${link_id}`))
    expect(targets).toContain(read.target_url)
    expect((await server.visit(slug)).headers.get('location')).toBe(read.target_url)
  })
})

describe('restoring', () => {
  test('brings a deleted link back as it was, clicks and all, at once', async () => {
    const link = await make(server, ann.key, { custom_slug: 'undone' })
    await server.visit(link.slug)
    await counted(server, ann.key)
    await remove(link.link_id)
    expect((await server.visit(link.slug)).status).toBe(404)
    const answer = await restore(link.link_id)
    expect(answer.status).toBe(200)
    expect(await bodyOf<LinkBody>(answer)).toEqual({ ...link, click_count: 1 })
    expect((await server.visit(link.slug)).headers.get('location')).toBe(TARGET)
    const [first] = await bodyOf<LinkBody[]>(await server.api(ann.key, 'GET', '/api/links?search=undone'))
    expect(first?.link_id).toBe(link.link_id)
  })

  test('is 409 where the slug was taken again, and both links stay as they are', async () => {
    const link = await make(server, ann.key, { custom_slug: 'taken-again' })
    await remove(link.link_id)
    await make(server, ann.key, { custom_slug: 'taken-again', target_url: OTHER })
    await refusal(await restore(link.link_id), 409, 'slug_taken')
    await refusal(await server.api(ann.key, 'GET', `/api/links/${link.link_id}`), 404, 'not_found')
    expect((await server.visit('taken-again')).headers.get('location')).toBe(OTHER)
  })

  test('is 404 for what never was, and leaves a living link as it is', async () => {
    await refusal(await restore('lnk_000000000000'), 404, 'not_found')
    await refusal(await restore('nonsense'), 404, 'not_found')
    const link = await make(server, ann.key)
    expect(await bodyOf<LinkBody>(await restore(link.link_id))).toEqual(link)
  })

  test('by 16 at once, and taken anew by 16 more, leaves one link with the slug', async () => {
    for (let round = 0; round < 4; round++) {
      const custom_slug = `raced-${round}`
      const link = await make(server, ann.key, { custom_slug })
      await remove(link.link_id)
      const calls = Array.from({ length: 16 }, () => [
        server.api(ann.key, 'POST', '/api/links', { target_url: OTHER, custom_slug }),
        restore(link.link_id),
      ])
      const statuses = (await Promise.all(calls.flat())).map(({ status }) => status)
      const restored = statuses.includes(200)
      expect([statuses.includes(201), restored]).toContain(true)
      expect(statuses.filter((status) => status === 201)).toHaveLength(restored ? 0 : 1)
      expect((await server.visit(custom_slug)).headers.get('location')).toBe(restored ? TARGET : OTHER)
    }
  })

  test('with an Idempotency-Key is done once, and answered again the same', async () => {
    const { link_id } = await make(server, ann.key)
    await remove(link_id)
    const once = () => restore(link_id, { 'Idempotency-Key': `undo ${link_id}` })
    const first = await once()
    const words = await first.text()
    expect([first.status, first.headers.has('idempotent-replayed')]).toEqual([200, false])
    await remove(link_id)
    const second = await once()
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(await second.text()).toBe(words)
    await refusal(await server.api(ann.key, 'GET', `/api/links/${link_id}`), 404, 'not_found')
    const other = await make(server, ann.key)
    const reused = await restore(other.link_id, { 'Idempotency-Key': `undo ${link_id}` })
    await refusal(reused, 422, 'idempotency_key_reused')
  })
})
