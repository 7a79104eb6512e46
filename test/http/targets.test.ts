import { afterAll, beforeAll, expect, test } from 'bun:test'
import { send } from '../support/raw.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { bodyOf, type LinkBody, TARGET, wrongFields } from './answers.ts'

let server: TestServer
let key: string

beforeAll(async () => {
  server = await startServer()
  ;({ key } = await server.user('ann@example.com'))
})
afterAll(() => server.end())

const create = (target_url: unknown, at = server, by = key) =>
  at.api(by, 'POST', '/api/links', { target_url })

async function refuses(target: unknown): Promise<void> {
  expect(await wrongFields(await create(target))).toEqual(['target_url'])
}

async function accepts(target: unknown): Promise<LinkBody> {
  const answer = await create(target)
  expect({ target, status: answer.status }).toEqual({ target, status: 201 })
  return bodyOf<LinkBody>(answer)
}

test.each([
  'https://example.com',
  'http://example.com',
  'https://example.com?q=1',
  'https://example.com#part',
  'https://example.com/a/b?x=1&y=%20#z',
  'https://example.com/%7Euser/a%2Fb',
  'https://example.com/@user?mail=a@b.example',
  'https://example.com:8443/',
  'http://192.0.2.7/x',
  'http://[2001:db8::1]/x',
  'http://169.254.169.254/latest/meta-data/',
  'https://xn--bcher-kva.example/',
])('a target is kept as given where the parser writes it the same way: %s', async (target_url) => {
  const link = await accepts(target_url)
  expect(link.target_url).toBe(target_url)
  expect((await server.visit(link.slug)).headers.get('location')).toBe(target_url)
})

test.each([
  ['HTTPS://Example.COM/Path', 'https://example.com/Path'],
  ['https://example.com:443/', 'https://example.com/'],
  ['http://example.com:80', 'http://example.com/'],
  ['https://example.com/a/../b/./c', 'https://example.com/b/c'],
  ['https://bücher.example/ü?q=ä#ö', 'https://xn--bcher-kva.example/%C3%BC?q=%C3%A4#%C3%B6'],
  ['https://example.com/путь', 'https://example.com/%D0%BF%D1%83%D1%82%D1%8C'],
  ['http://ｅxample.com/', 'http://example.com/'],
  ['https://example.com/🚀', 'https://example.com/%F0%9F%9A%80'],
  ['https://example.com\\a\\b', 'https://example.com/a/b'],
  ['https://example.com/"<>', 'https://example.com/%22%3C%3E'],
])('a target is else kept as the parser writes it: %s', async (target_url, written) => {
  const link = await accepts(target_url)
  expect(link.target_url).toBe(written)
  expect((await server.visit(link.slug)).headers.get('location')).toBe(written)
})

test('targets are http or https', async () => {
  for (const scheme of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://a.example/'])
    await refuses(scheme)
  for (const half of ['', 'example.com', '//example.com', '/path', 'https://', 'http:///', 'https://?x'])
    await refuses(half)
})

test('targets have a host that can exist', async () => {
  for (const host of [
    '.',
    'a..b',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}com`,
    '256.1.1.1',
    '[::1',
  ])
    await refuses(`https://${host}/`)
})

test('targets have no user name and no password', async () => {
  for (const info of ['user', 'user:pass', ':pass', 'accounts.example.com', '%75ser'])
    await refuses(`https://${info}@evil.example/`)
})

test.each(['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'])(
  'targets hold no bidirectional character: %j',
  async (mark) => {
    await refuses(`https://example.com/${mark}gpj.exe`)
  },
)

test.each([' ', '\t', '\n', '\r', '\u0000', '\u001f', '\u007f', '\u0085', '\u00a0', '\u2028', '\u3000'])(
  'targets hold no space and no control character: %j',
  async (sign) => {
    for (const target of [
      `${sign}${TARGET}`,
      `${TARGET}${sign}`,
      `https://exa${sign}mple.com/`,
      `${TARGET}/${sign}x`,
    ])
      await refuses(target)
  },
)

test('targets have at most 8,192 characters', async () => {
  const long = (length: number) => 'https://example.com/'.padEnd(length, 'a')
  const link = await accepts(long(8192))
  expect((await server.visit(link.slug)).headers.get('location')).toBe(long(8192))
  await refuses(long(8193))
})

test.each([
  'http://HOST/r/x',
  'HTTP://HOST/r/x?y=1#z',
  'http://HOST/r/',
  'http://HOST/a/../r/x',
  'http://HOST/%2e%2e/r/x',
  'http://HOST/R/../r/x',
  'http://HOST\\r\\x',
  'http:HOST/r/x',
  'http://HOST/%72/x',
  'http://localhost:PORT/r/x',
  'http://LOCALHOST.:PORT/r/x',
  'http://127.1:PORT/r/x',
  'http://0x7f.0.0.1:PORT/r/x',
  'http://2130706433:PORT/r/x',
  'http://127。0。0。1:PORT/r/x',
  'http://[::1]:PORT/r/x',
])('a target is never one of our own short URLs, however it is written: %s', async (disguise) => {
  const host = server.url.replace('http://', '')
  await refuses(disguise.replace('HOST', host).replace('PORT', String(server.port)))
})

test('a target may be another page or another port of our own host', async () => {
  await accepts(`${server.url}/docs/errors`)
  await accepts(`http://127.0.0.1:${server.port === 9999 ? 9998 : 9999}/r/x`)
})
test('short URLs are made from FLUXLY_URL alone, and known again in every disguise', async () => {
  const behind = await startServer({ FLUXLY_URL: 'https://go.example.com' })
  const owner = await behind.user('ann@example.com')
  const made = await send(behind.port, {
    method: 'POST',
    path: '/api/links',
    headers: {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      Authorization: `Bearer ${owner.key}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ target_url: TARGET, custom_slug: 'mine' }),
  })
  expect(JSON.parse(made.body)).toMatchObject({ short_url: 'https://go.example.com/r/mine' })
  for (const own of [
    'go.example.com',
    'GO.Example.com.',
    'go.example.com:443',
    'ｇｏ.example.com',
    'g\u00ado.example.com',
  ])
    expect(await wrongFields(await create(`https://${own}/r/mine`, behind, owner.key))).toEqual([
      'target_url',
    ])
  const plain = await create('http://go.example.com/r/mine', behind, owner.key)
  expect(await wrongFields(plain)).toEqual(['target_url'])
  for (const other of ['https://go.example.com/about', 'https://www.go.example.com/r/mine'])
    expect((await create(other, behind, owner.key)).status).toBe(201)
  await behind.end()
})
