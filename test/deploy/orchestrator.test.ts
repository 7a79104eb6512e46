/** What somebody sees who starts Fluxly in a container: whether it is well, and why it does not start. */
import { expect, test } from 'bun:test'
import { eventually, fluxly, freePort, scratchFolder, startServer } from '../support/server.ts'

test('health is well while the server can serve, also where it listens everywhere, and not before or after', async () => {
  const port = await freePort()
  const server = await startServer({ PORT: String(port), HOST: '0.0.0.0' })
  expect(await server.command('health')).toEqual({ code: 0, out: 'ready', err: '' })
  await server.end()
  const { code, err } = await server.command('health')
  expect(code).toBe(1)
  expect(err).toStartWith(`No server answers on 127.0.0.1:${port}: `)
})

test('health is not well while the server drains', async () => {
  const server = await startServer({ FLUXLY_DRAIN_SECONDS: '60' })
  server.child.kill('SIGTERM')
  const { out } = await eventually(async () => {
    const health = await server.command('health')
    return health.code === 1 ? health : null
  })
  expect(out).toBe('not ready')
  await server.end()
})

test('a database whose host has no address, as before it has started, is named in a sentence', async () => {
  const env = {
    DATABASE_URL: 'postgres://fluxly:secret@postgres.invalid/fluxly',
    FLUXLY_DATA_DIR: scratchFolder(),
  }
  const { code, err } = await fluxly(['migrate'], env)
  expect(code).toBe(1)
  expect(err).toMatch(/^The database cannot be reached: .*postgres\.invalid\.$/)
})
