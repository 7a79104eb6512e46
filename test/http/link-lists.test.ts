import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer, type TestUser } from '../support/server.ts'
import { bodyOf, counted, type LinkBody, make, wrongFields } from './answers.ts'

let server: TestServer
let ann: TestUser
let ben: TestUser

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
  ben = await server.user('ben@example.com')
})
afterAll(() => server.end())

/** Walks from page to page as the Link header says: the slugs of each. */
async function walk({ key }: TestUser, path: string): Promise<string[][]> {
  const answer = await server.api(key, 'GET', path)
  expect([path, answer.status]).toEqual([path, 200])
  const page = (await bodyOf<LinkBody[]>(answer)).map(({ slug }) => slug)
  const next = /^<([^<>\s"]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
  expect(answer.headers.has('link')).toBe(next !== undefined)
  return next === undefined
    ? [page]
    : [page, ...(await walk(ann.key === key ? ann : ben, next.replace(server.url, '')))]
}

describe('searching', () => {
  const fields = [
    { custom_slug: 'Summer_Sale', target_url: 'https://shop.example/a' },
    { custom_slug: 'summerXsale', target_url: 'https://shop.example/?off=100%25' },
    { custom_slug: 'winter', target_url: 'https://shop.example/M%C3%BCnchen' },
  ]
  beforeAll(async () => {
    for (const one of fields) await make(server, ann.key, one)
    await make(server, ben.key, { custom_slug: 'bens-summer' })
  })

  test.each([
    ['summer', ['summerXsale', 'Summer_Sale']],
    ['SUMMER', ['summerXsale', 'Summer_Sale']],
    ['r_s', ['Summer_Sale']],
    ['100%', ['summerXsale']],
    ['münchen', ['winter']],
    ['/A', ['Summer_Sale']],
    ['', ['winter', 'summerXsale', 'Summer_Sale']],
    ['__', []],
    ['%%', []],
    ["' or 1=1 --", []],
    ['\\', []],
    ['🔑', []],
    ['x'.repeat(100), []],
  ])('for %j finds one’s own links, each sign as itself', async (search, slugs) => {
    for (const sort of ['newest', 'oldest', 'clicks']) {
      const pages = await walk(ann, `/api/links?limit=2&sort=${sort}&search=${encodeURIComponent(search)}`)
      expect(pages.flat()).toEqual(sort === 'oldest' ? [...slugs].reverse() : slugs)
    }
  })

  test('goes on over pages, whatever stands in the search', async () => {
    const target_url = 'https://odd.example/?a=%22&b=%3C1%25%3E+#x'
    for (let n = 0; n < 3; n++) await make(server, ann.key, { target_url, custom_slug: `odd-${n}` })
    for (const search of ['a=%22&b=%3C1%25%3E+#', 'odd.example/?'])
      expect(await walk(ann, `/api/links?limit=1&sort=oldest&search=${encodeURIComponent(search)}`)).toEqual([
        ['odd-0'],
        ['odd-1'],
        ['odd-2'],
      ])
  })

  test.each([
    ['search', `search=${'x'.repeat(101)}`],
    ['search', 'search=a%00'],
    ['search', 'search=a%0d%0aX-Evil:1'],
    ['search', 'search=a&search=b'],
    ['sort', 'sort=random'],
    ['sort', 'sort='],
    ['sort', 'sort=NEWEST'],
    ['sort', 'sort=clicks&sort=clicks'],
  ])('refuses a wrong %s by its name: ?%s', async (field, query) => {
    expect(await wrongFields(await server.api(ann.key, 'GET', `/api/links?${query}`))).toEqual([field])
  })
})

describe('sorting', () => {
  test('by clicks puts the most clicked first, and the newest of those that are even, over all pages', async () => {
    const clicks = { none: 0, two: 2, one: 1, five: 5, 'one-too': 1, 'none-too': 0 }
    for (const [custom_slug, count] of Object.entries(clicks)) {
      await make(server, ben.key, { custom_slug, target_url: 'https://clicked.example/' })
      for (let n = 0; n < count; n++) await server.visit(custom_slug)
    }
    await counted(server, ann.key)
    const order = ['five', 'two', 'one-too', 'one', 'none-too', 'none']
    for (const limit of [1, 2, 4, 6, 100]) {
      const pages = await walk(ben, `/api/links?sort=clicks&search=clicked&limit=${limit}`)
      expect(pages.flat()).toEqual(order)
      expect(pages).toHaveLength(Math.ceil(6 / limit))
    }
  })

  test('by clicks goes on after a link that was deleted meanwhile', async () => {
    const [first] = await bodyOf<LinkBody[]>(
      await server.api(ben.key, 'GET', '/api/links?sort=clicks&limit=1'),
    )
    await server.api(ben.key, 'DELETE', `/api/links/${first?.link_id}`)
    const rest = await walk(ben, `/api/links?sort=clicks&search=clicked&cursor=${first?.link_id}`)
    expect(rest.flat()).toEqual(['two', 'one-too', 'one', 'none-too', 'none'])
  })

  test('takes no other account’s cursor', async () => {
    const { link_id } = await make(server, ann.key)
    for (const sort of ['newest', 'oldest', 'clicks']) {
      const answer = await server.api(ben.key, 'GET', `/api/links?sort=${sort}&cursor=${link_id}`)
      expect(await wrongFields(answer)).toEqual(['cursor'])
    }
  })
})
