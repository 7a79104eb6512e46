import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})

afterAll(async () => {
  await server.end()
})

const SHELLS = ['/dashboard', '/dashboard/links/lnk_abcdef123456', '/login', '/signup', '/setup', '/forgot']

test.each([...SHELLS, '/reset?token=x', '/invite'])(
  '%s begins with a shell that runs nothing but our own files',
  async (path) => {
    const answer = await fetch(server.url + path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).not.toContain('unsafe')
    const shell = await answer.text()
    expect(shell).not.toContain('<style')
    expect(shell).not.toMatch(/<script(?![^>]* src="\/assets\/)/)
  },
)

async function files(): Promise<string[]> {
  const shell = await (await fetch(`${server.url}/dashboard`)).text()
  return [...shell.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
}

test('every file that the shell names is there, packed or not, and may be kept for ever', async () => {
  const paths = await files()
  expect(paths.length).toBeGreaterThan(2)
  for (const path of paths) {
    const packed = await fetch(server.url + path, { headers: { 'Accept-Encoding': 'br, gzip' } })
    expect(packed.status).toBe(200)
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(packed.headers.get('x-content-type-options')).toBe('nosniff')
    expect(packed.headers.get('content-type')).toMatch(
      path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
    )
    const plain = await fetch(server.url + path, { headers: { 'Accept-Encoding': 'gzip;q=0, identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(await packed.text())
  }
})

test.each([
  '/assets/none.js',
  '/assets/manifest.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/main.js.gz',
])('%s is not handed out', async (path) => {
  expect((await fetch(server.url + path)).status).toBe(404)
})

test('the scripts needed before the first screen stay under 150 KB', async () => {
  let size = 0
  for (const path of (await files()).filter((name) => name.endsWith('.js'))) {
    const answer = await fetch(server.url + path, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } })
    size += Number(answer.headers.get('content-length'))
  }
  expect(size).toBeGreaterThan(10_000)
  expect(size).toBeLessThan(150_000)
})
