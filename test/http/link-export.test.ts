import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer, type TestUser } from '../support/server.ts'
import { bodyOf, counted, type LinkBody, make, wrongFields } from './answers.ts'

const COLUMNS = 'link_id,slug,short_url,target_url,click_count,created_at,expires_at,has_password,disabled'

let server: TestServer
let ann: TestUser

beforeAll(async () => {
  server = await startServer({ FLUXLY_RATE_LIMIT: '100000' })
  ann = await server.user('ann@example.com')
})
afterAll(() => server.end())

const download = (key: string) => server.api(key, 'GET', '/api/links.csv')

test('is a file of every link, newest first, with what the API says of each', async () => {
  const target_url = 'https://a.example/?q=1,2&r='
  const plain = await make(server, ann.key, { target_url, custom_slug: '-dashed' })
  const gated = await make(server, ann.key, { password: 'x', expires_at: '2030-01-01T00:00:00Z' })
  const gone = await make(server, ann.key)
  await server.api(ann.key, 'DELETE', `/api/links/${gone.link_id}`)
  await server.visit(plain.slug)
  const ben = await server.user('ben@example.com')
  await counted(server, ben.key)
  const answer = await download(ann.key)
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="links.csv"',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  const row = (link: LinkBody, slug: string, target: string, clicks: number, expiry: string) =>
    `${link.link_id},${slug},${link.short_url},${target},${clicks},${link.created_at},${expiry},${link.has_password},false`
  expect(await answer.text()).toBe(
    [
      COLUMNS,
      row(gated, gated.slug, gated.target_url, 0, '2030-01-01T00:00:00+00:00'),
      row(plain, "'-dashed", `"${target_url}"`, 1, ''),
      '',
    ].join('\r\n'),
  )
})

test('of more links than a page holds has every one once, while redirects are answered', async () => {
  const many = await server.user('many@example.com')
  const made: LinkBody[] = []
  for (let n = 0; n < 26; n++)
    made.push(...(await Promise.all(Array.from({ length: 40 }, () => make(server, many.key)))))
  const [file, visit] = await Promise.all([
    download(many.key).then((answer) => answer.text()),
    server.visit(made[0]?.slug ?? ''),
  ])
  const ids = file
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[0])
  expect(ids.toSorted()).toEqual(made.map((link) => link.link_id).toSorted())
  expect(visit.status).toBe(302)
})

test('of an account without links has its columns alone', async () => {
  const { key } = await server.user('none@example.com')
  expect(await (await download(key)).text()).toBe(`${COLUMNS}\r\n`)
})

test('takes no parameters, and is another path than the list', async () => {
  expect(await wrongFields(await server.api(ann.key, 'GET', '/api/links.csv?limit=1'))).toEqual(['limit'])
  expect(await bodyOf<LinkBody[]>(await server.api(ann.key, 'GET', '/api/links'))).toBeArray()
  for (const path of ['/api/links.CSV', '/api/links.csvx', '/api/linksXcsv'])
    expect((await server.api(ann.key, 'GET', path)).status).toBe(404)
})
