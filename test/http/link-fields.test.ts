import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'
import { bodyOf, type LinkBody, make, refusal, TARGET, wrongFields } from './answers.ts'

let server: TestServer
let key: string

beforeAll(async () => {
  server = await startServer()
  ;({ key } = await server.user('ann@example.com'))
})
afterAll(() => server.end())

const create = (body: unknown) => server.api(key, 'POST', '/api/links', body)
const withField = (field: string, value: unknown) => create({ target_url: TARGET, [field]: value })

async function refuses(field: string, value: unknown): Promise<void> {
  expect(await wrongFields(await withField(field, value))).toEqual([field])
}

async function accepts(field: string, value: unknown): Promise<LinkBody> {
  const answer = await withField(field, value)
  expect({ value, status: answer.status }).toEqual({ value, status: 201 })
  return bodyOf<LinkBody>(answer)
}

test('every wrong field is named at once, unknown ones too', async () => {
  const body = { target_url: 'nope', custom_slug: 'a b', expires_at: 'soon', password: '', plan: 'free' }
  expect(await wrongFields(await create(body))).toEqual(Object.keys(body).sort())
})

test('a missing target is named, as are unknown fields beside it', async () => {
  expect(await wrongFields(await create({}))).toEqual(['target_url'])
  expect(await wrongFields(await create({ Target_URL: TARGET, user_id: 'usr_1' }))).toEqual([
    'Target_URL',
    'target_url',
    'user_id',
  ])
})

test.each([[null], [true], [7], ['text'], [[]], [[{ target_url: TARGET }]]])(
  'a body that is not an object is 422: %j',
  async (body) => {
    await refusal(await create(body), 422, 'invalid_fields')
  },
)

test('optional fields may be null', async () => {
  const answer = await create({ target_url: TARGET, custom_slug: null, expires_at: null, password: null })
  expect(await bodyOf<LinkBody>(answer)).toMatchObject({ has_password: false, expires_at: null })
})

test.each(['target_url', 'custom_slug', 'expires_at', 'password'])(
  'a value of another type is refused: %s',
  async (field) => {
    for (const value of [1, 1.5, true, [], {}, ['https://example.com/'], { $gt: '' }])
      await refuses(field, value)
  },
)

describe('slugs', () => {
  test('have 1 to 64 characters', async () => {
    for (const slug of ['x', 's'.repeat(64)])
      expect(await accepts('custom_slug', slug)).toMatchObject({ slug, short_url: `${server.url}/r/${slug}` })
    for (const slug of ['', 's'.repeat(65)]) await refuses('custom_slug', slug)
  })

  test('hold letters, digits, - and _, and nothing else', async () => {
    await accepts('custom_slug', '-_Az09')
    for (const slug of [
      'a b',
      'a.b',
      'a/b',
      'a%62',
      'é',
      '\u017f',
      '\u212a',
      '🚀',
      'a\n',
      '\u202eabc',
      'a\u0000',
    ])
      await refuses('custom_slug', slug)
  })

  test('differ by case', async () => {
    await make(server, key, { custom_slug: 'CaSe', target_url: 'https://upper.example/' })
    await make(server, key, { custom_slug: 'case', target_url: 'https://lower.example/' })
    expect((await server.visit('CaSe')).headers.get('location')).toBe('https://upper.example/')
    expect((await server.visit('case')).headers.get('location')).toBe('https://lower.example/')
    expect((await server.visit('CASE')).status).toBe(404)
  })

  test.each([
    'r',
    'api',
    'docs',
    'plans',
    'healthz',
    'readyz',
    'metrics',
    'openapi',
    'dashboard',
    '__proto__',
  ])('are not reserved words, in any case: %s', async (word) => {
    for (const slug of [word, word.toUpperCase(), word.replace(/[a-z]/, (first) => first.toUpperCase())])
      await refuses('custom_slug', slug)
  })

  test('drawn at random have 7 characters or more and are never the same', async () => {
    const links = await Promise.all(Array.from({ length: 30 }, () => make(server, key)))
    const slugs = links.map(({ slug }) => slug)
    expect(new Set(slugs).size).toBe(30)
    for (const slug of slugs) expect(slug).toMatch(/^[A-Za-z0-9_-]{7,64}$/)
  })
})

describe('expiry', () => {
  const year = new Date().getUTCFullYear() + 1

  test.each([
    ['06-01T12:00:00Z', '06-01T12:00:00+00:00'],
    ['06-01T12:00:00+00:00', '06-01T12:00:00+00:00'],
    ['06-01T12:00:00+02:00', '06-01T10:00:00+00:00'],
    ['06-01T12:00:00-09:30', '06-01T21:30:00+00:00'],
    ['06-01T23:59:59+05:45', '06-01T18:14:59+00:00'],
    ['06-01t12:00:00z', '06-01T12:00:00+00:00'],
    ['06-01T12:00:00.5Z', '06-01T12:00:00.500+00:00'],
    ['06-01T12:00:00.123Z', '06-01T12:00:00.123+00:00'],
    ['06-01T12:00:00.123456Z', '06-01T12:00:00.123+00:00'],
    ['06-01T12:00:00.000Z', '06-01T12:00:00+00:00'],
  ])(
    'is written in UTC, a fraction to the millisecond and only where there is one: %s',
    async (given, shown) => {
      const { link_id, expires_at } = await accepts('expires_at', `${year}-${given}`)
      expect(expires_at).toBe(`${year}-${shown}`)
      const read = await bodyOf<LinkBody>(await server.api(key, 'GET', `/api/links/${link_id}`))
      expect(read.expires_at).toBe(`${year}-${shown}`)
    },
  )

  test('is RFC 3339 with an offset, of a day and an hour that exist', async () => {
    for (const text of ['', 'tomorrow', '1', 'infinity', `${year}-06-01`, `${year}-06-01T12:00:00`])
      await refuses('expires_at', text)
    for (const rest of ['02-30T00:00:00Z', '13-01T00:00:00Z', '06-01T25:00:00Z', '06-01T12:60:00Z'])
      await refuses('expires_at', `${year}-${rest}`)
    for (const rest of ['06-01T12:00Z', '06-01T12:00:00+25:00', '06-01T12:00:00+0200', '06-01T12:00:00 Z'])
      await refuses('expires_at', `${year}-${rest}`)
  })

  test('is in the future, and at most 10 years away', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    for (const days of [0, -1, 3660]) await refuses('expires_at', inDays(days))
    for (const days of [1, 3640]) await accepts('expires_at', inDays(days))
  })
})

describe('passwords', () => {
  test('have 1 to 256 characters, and an emoji is one', async () => {
    for (const password of ['x', ' ', 'p'.repeat(256), '🔑'.repeat(256)])
      expect(await accepts('password', password)).toMatchObject({ has_password: true })
    for (const password of ['', 'p'.repeat(257), '🔑'.repeat(257)]) await refuses('password', password)
  })

  test('are well-formed Unicode', async () => {
    const half = `{"target_url":"${TARGET}","password":"pass\\ud800word"}`
    const answer = await fetch(`${server.url}/api/links`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: half,
    })
    expect(await wrongFields(answer)).toEqual(['password'])
  })
})
