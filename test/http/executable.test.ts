/** Both forms that Fluxly is run in: from its source, and as the one executable that `npm run build` makes, alone in an empty folder. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually, FLUXLY, freePort, SOURCE, scratchFolder, TestServer } from '../support/server.ts'
import { owner, ownerTokenOf } from '../support/session.ts'
import { workersOf } from '../support/workers.ts'

const ROOT = join(SOURCE, '../..')

/** Builds the executable, where the tests do not run it anyway; where it is. */
async function built(): Promise<string> {
  if (FLUXLY !== SOURCE) return FLUXLY
  const build = Bun.spawn(['npm', 'run', '--silent', 'build'], {
    cwd: ROOT,
    stdout: 'ignore',
    stderr: 'pipe',
  })
  if ((await build.exited) !== 0) throw new Error(await new Response(build.stderr).text())
  return join(ROOT, 'dist/fluxly')
}

async function aloneIn(folder: string): Promise<string> {
  const executable = join(folder, 'fluxly')
  copyFileSync(await built(), executable)
  return executable
}

describe.each([
  ['the executable', aloneIn],
  ['the source', async () => SOURCE],
])('%s', (_, programFor) => {
  let server: TestServer

  beforeAll(async () => {
    const folder = scratchFolder()
    const program = await programFor(folder)
    const port = await freePort()
    const env = {
      PORT: String(port),
      FLUXLY_URL: `http://127.0.0.1:${port}`,
      FLUXLY_DATA_DIR: join(folder, 'data'),
    }
    server = await new TestServer(port, env, program, 2).ready()
    await eventually(async () => ownerTokenOf(server) || null)
  })
  afterAll(() => server.end())

  test('starts itself again as its workers', async () => {
    await eventually(async () => (server.log.includes('"workers":2') ? true : null))
    expect(workersOf(server)).toHaveLength(2)
  })

  test('holds the dashboard, accounts, the fold, reports, QR codes and the documentation', async () => {
    const session = await owner(server)
    const { slug, link_id } = await session.ask<{ slug: string; link_id: string }>(
      201,
      'POST',
      '/api/links',
      {
        target_url: 'https://example.com/',
      },
    )
    expect((await server.visit(slug)).status).toBe(302)
    const path = `/api/links/${link_id}`
    await eventually(async () =>
      (await session.ask<{ total_clicks: number }>(200, 'GET', `${path}/analytics`)).total_clicks === 1
        ? true
        : null,
    )
    expect((await session.send('GET', `${path}/qr.png`)).headers.get('content-type')).toBe('image/png')
    await session.ask(200, 'GET', '/api/auth/passkey/generate-register-options')
    expect((await session.send('GET', '/docs')).status).toBe(200)

    const shell = await (await session.send('GET', '/dashboard')).text()
    const assets = [...shell.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, asset = '']) => asset)
    expect(assets.length).toBeGreaterThan(2)
    for (const asset of assets) expect((await session.send('GET', asset)).status).toBe(200)
  })
})

test('npm start hands the signal to end on to the server, which ends in its order', async () => {
  await built()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { PATH: process.env.PATH ?? '', HOME: scratchFolder() }
  const settings = { PORT: String(port), FLUXLY_URL: url, FLUXLY_DATA_DIR: scratchFolder() }
  const log = Bun.file(join(scratchFolder(), 'log'))
  const npm = Bun.spawn(['npm', 'start', '--ignore-scripts', '--', '--workers', '1'], {
    cwd: ROOT,
    env: { ...env, ...settings },
    stdio: ['ignore', 'ignore', log],
  })
  await eventually(async () => ((await fetch(`${url}/readyz`).catch(() => null))?.ok ? true : null))
  npm.kill('SIGTERM')
  await eventually(
    async () => (await log.text()).includes('Fluxly has stopped; every click is folded') || null,
  )
})
