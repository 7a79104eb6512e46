import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer, type TestUser } from '../support/server.ts'
import { bodyOf, type LinkBody, MOMENT, make, refusal, TARGET, wrongFields } from './answers.ts'

let server: TestServer
let ann: TestUser
let ben: TestUser

beforeAll(async () => {
  server = await startServer()
  ann = await server.user('ann@example.com')
  ben = await server.user('ben@example.com')
})
afterAll(() => server.end())

const create = (key: string, fields: Record<string, unknown> = {}) =>
  server.api(key, 'POST', '/api/links', { target_url: TARGET, ...fields })
const get = (key: string, path: string) => server.api(key, 'GET', path)

describe('making', () => {
  test('answers 201 with the link, and a Location where it can be read', async () => {
    const answer = await create(ann.key, { custom_slug: 'made' })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toStartWith('application/json')
    const link = await bodyOf<LinkBody>(answer)
    expect(link).toEqual({
      link_id: expect.stringMatching(/^lnk_[a-z0-9]{12}$/),
      slug: 'made',
      target_url: TARGET,
      has_password: false,
      expires_at: null,
      click_count: 0,
      short_url: `${server.url}/r/made`,
      created_at: expect.stringMatching(MOMENT),
      disabled: false,
    })
    expect(answer.headers.get('location')).toBe(`${server.url}/api/links/${link.link_id}`)
    const read = await get(ann.key, `/api/links/${link.link_id}`)
    expect(read.status).toBe(200)
    expect(await bodyOf<LinkBody>(read)).toEqual(link)
  })

  test('says that there is a password, never which', async () => {
    const answer = await create(ann.key, { password: 'secret123' })
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({ has_password: true })
    expect(text).not.toMatch(/secret123|argon2/)
  })

  test('of a taken slug answers 409, whosever it is, with the same words', async () => {
    await make(server, ann.key, { custom_slug: 'only-one' })
    const own = await refusal(await create(ann.key, { custom_slug: 'only-one' }), 409, 'slug_taken')
    expect(await refusal(await create(ben.key, { custom_slug: 'only-one' }), 409, 'slug_taken')).toEqual(own)
  })

  test('by 20 at once of one slug makes one link', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create(ann.key, { custom_slug: 'race' })),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
  })
})

describe('listing', () => {
  let owner: TestUser
  const made: LinkBody[] = []

  beforeAll(async () => {
    owner = await server.user('owner@example.com')
    for (let n = 0; n < 53; n++) made.unshift(await make(server, owner.key))
  })

  /** Walks from page to page as the Link header says. */
  async function walk(path: string): Promise<LinkBody[][]> {
    const answer = await get(owner.key, path)
    expect(answer.status).toBe(200)
    const page = await bodyOf<LinkBody[]>(answer)
    const next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
    return next === undefined ? [page] : [page, ...(await walk(next.replace(server.url, '')))]
  }

  test('answers an array, newest first, 50 a page, the rest on the next', async () => {
    const pages = await walk('/api/links')
    expect(pages.map(({ length }) => length)).toEqual([50, 3])
    expect(pages.flat()).toEqual(made)
  })

  test('walks pages of any size to the end, every link once', async () => {
    expect((await walk('/api/links?limit=20')).map(({ length }) => length)).toEqual([20, 20, 13])
    expect((await walk('/api/links?limit=20')).flat()).toEqual(made)
    expect(await walk('/api/links?limit=53')).toEqual([made])
    expect(await walk('/api/links?limit=100')).toEqual([made])
  })

  test('goes on where it was, though a link was made meanwhile', async () => {
    const first = await get(owner.key, '/api/links?limit=2')
    made.unshift(await make(server, owner.key))
    const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const page = await bodyOf<LinkBody[]>(await get(owner.key, next.replace(server.url, '')))
    expect(page).toEqual(made.slice(3, 5))
  })

  test('shows an account without links an empty array, and nobody another’s', async () => {
    const stranger = await server.user('stranger@example.com')
    const answer = await get(stranger.key, '/api/links')
    expect([await answer.text(), answer.headers.get('link')]).toEqual(['[]', null])
  })

  test.each(['limit=0', 'limit=101', 'limit=-1', 'limit=abc', 'limit=1.5', 'limit=', 'cursor=nonsense'])(
    'refuses ?%s and names the parameter',
    async (query) => {
      expect(await wrongFields(await get(owner.key, `/api/links?${query}`))).toEqual([
        query.split('=')[0] as string,
      ])
    },
  )

  test('refuses another account’s cursor', async () => {
    const { link_id } = await make(server, ann.key)
    expect(await wrongFields(await get(owner.key, `/api/links?cursor=${link_id}`))).toEqual(['cursor'])
  })

  test('names every wrong parameter at once, unknown ones and those given twice too', async () => {
    expect(await wrongFields(await get(owner.key, '/api/links?limit=0&page=2&cursor=x'))).toEqual([
      'cursor',
      'limit',
      'page',
    ])
    expect(await wrongFields(await get(owner.key, '/api/links?limit=1&limit=1'))).toEqual(['limit'])
  })
})

test.each([
  ['GET', ''],
  ['GET', '/analytics'],
  ['GET', '/qr.svg'],
  ['GET', '/qr.png'],
  ['PATCH', ''],
  ['POST', '/restore'],
  ['DELETE', ''],
])('a query parameter given twice is 422 wherever it stands: %s …%s', async (method, tail) => {
  const { link_id } = await make(server, ann.key)
  const answer = await server.api(ann.key, method, `/api/links/${link_id}${tail}?tz=UTC&tz=UTC`)
  expect(await wrongFields(answer)).toEqual(['tz'])
})

test('a query parameter given twice is 422 on making a link too', async () => {
  const answer = await server.api(ann.key, 'POST', '/api/links?a=1&a=2', { target_url: TARGET })
  expect(await wrongFields(answer)).toEqual(['a'])
})

test.each([
  ['GET', ''],
  ['GET', '/analytics'],
  ['GET', '/qr.svg'],
  ['GET', '/qr.png'],
  ['PATCH', ''],
  ['POST', '/restore'],
  ['DELETE', ''],
])(
  'another account’s link is answered byte for byte like one that never was: %s …%s',
  async (method, tail) => {
    const { link_id } = await make(server, ben.key)
    const answers = await Promise.all(
      [link_id, 'lnk_000000000000', 'nonsense'].map(async (id) => {
        const body = method === 'PATCH' ? { target_url: 'https://ann.example/' } : undefined
        const answer = await server.api(ann.key, method, `/api/links/${id}${tail}`, body)
        const headers = [...answer.headers].filter(
          ([name]) => name !== 'date' && !name.startsWith('ratelimit'),
        )
        return { status: answer.status, headers, body: await answer.text() }
      }),
    )
    expect(answers[0]?.status).toBe(404)
    expect(answers[1]).toEqual(answers[0] as NonNullable<(typeof answers)[0]>)
    expect(answers[2]).toEqual(answers[0] as NonNullable<(typeof answers)[0]>)
    const untouched = await get(ben.key, `/api/links/${link_id}`)
    expect(await bodyOf<LinkBody>(untouched)).toMatchObject({ target_url: TARGET })
  },
)

describe('deleting', () => {
  test('answers 204 with nothing, and the link is gone everywhere at once', async () => {
    const { link_id, slug } = await make(server, ann.key)
    expect((await server.visit(slug)).status).toBe(302)
    const answer = await server.api(ann.key, 'DELETE', `/api/links/${link_id}`)
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    expect((await server.visit(slug)).status).toBe(404)
    await refusal(await get(ann.key, `/api/links/${link_id}`), 404, 'not_found')
    await refusal(await get(ann.key, `/api/links/${link_id}/analytics`), 404, 'not_found')
    await refusal(await server.api(ann.key, 'DELETE', `/api/links/${link_id}`), 404, 'not_found')
    const listed = await bodyOf<LinkBody[]>(await get(ann.key, '/api/links'))
    expect(listed.map((link) => link.link_id)).not.toContain(link_id)
  })

  test('leaves the slug to its own account: another gets 409, the owner a new link', async () => {
    const { link_id } = await make(server, ann.key, { custom_slug: 'on-a-poster' })
    await server.api(ann.key, 'DELETE', `/api/links/${link_id}`)
    await refusal(await create(ben.key, { custom_slug: 'on-a-poster' }), 409, 'slug_taken')
    const again = await make(server, ann.key, {
      custom_slug: 'on-a-poster',
      target_url: 'https://b.example/',
    })
    expect(again.link_id).not.toBe(link_id)
    expect(again.click_count).toBe(0)
    expect((await server.visit('on-a-poster')).headers.get('location')).toBe('https://b.example/')
    await refusal(await create(ben.key, { custom_slug: 'on-a-poster' }), 409, 'slug_taken')
  })

  test('twice in a row still leaves the slug to its account', async () => {
    for (const target_url of ['https://one.example/', 'https://two.example/']) {
      const { link_id } = await make(server, ann.key, { custom_slug: 'twice', target_url })
      await server.api(ann.key, 'DELETE', `/api/links/${link_id}`)
    }
    await refusal(await create(ben.key, { custom_slug: 'twice' }), 409, 'slug_taken')
    await make(server, ann.key, { custom_slug: 'twice' })
  })
})
