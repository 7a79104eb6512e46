/** Idle clients take every file descriptor that the process may have. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { createConnection, type Socket } from 'node:net'
import { metric } from '../support/ledger.ts'
import { Connection, requestText } from '../support/ledger-connection.ts'
import { spoolNames } from '../support/ledger-stage.ts'
import { eventually, scratchFolder } from '../support/server.ts'
import { startFromShell } from '../support/shell.ts'

setDefaultTimeout(60_000)

/** A server whose process may have so many descriptors. */
const serverWith = (descriptors: number) =>
  startFromShell(scratchFolder(), `ulimit -n ${descriptors}\nexec "$fluxly" "$@"`)

/** A client that begins a request and says nothing more. */
function idleClient(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.on('error', fail)
    socket.once('connect', () => {
      socket.write('GET /r/kept HTTP/1.1\r\nHost: 127.0.0.1\r\n')
      done(socket)
    })
  })
}

test('a server without a descriptor left serves who is connected, counts their clicks, and is well when they are back', async () => {
  const server = await serverWith(64)
  const { key } = await server.user('descriptors@example.com')
  const made = await server.api(key, 'POST', '/api/links', {
    target_url: 'https://example.com/',
    custom_slug: 'kept',
  })
  const { link_id: id } = (await made.json()) as { link_id: string }
  const connection = await Connection.open(server.port)
  const visit = async () => (await connection?.ask(requestText('GET', '/r/kept')))?.status
  expect(await visit()).toBe(302)
  // The thread that folds has begun: what it needs it finds from now on, or not.
  await eventually(async () => ((await metric(server, 'fluxly_clicks_folded_total')) === 1 ? true : null))

  const clients = await Promise.all(Array.from({ length: 300 }, () => idleClient(server.port)))
  const late = () => fetch(`${server.url}/healthz`, { keepalive: false, signal: AbortSignal.timeout(500) })
  await eventually(async () =>
    late().then(
      () => null,
      () => true,
    ),
  )
  for (let n = 0; n < 20; n++) expect(await visit()).toBe(302)
  await eventually(async () => (server.log.includes('the fold thread could not do its work') ? true : null))
  const created = await connection?.ask(
    requestText(
      'POST',
      '/api/links',
      { Authorization: `Bearer ${key}` },
      { target_url: 'https://example.com/', custom_slug: 'without-descriptors' },
    ),
  )
  expect(created?.status).toBe(201)
  expect(server.child.exitCode).toBeNull()

  for (const client of clients) client.destroy()
  await eventually(async () =>
    late().then(
      ({ status }) => (status === 200 ? true : null),
      () => null,
    ),
  )
  expect((await server.visit('without-descriptors')).status).toBe(302)
  await eventually(async () => {
    const link = await (await server.api(key, 'GET', `/api/links/${id}`)).json()
    return (link as { click_count: number }).click_count === 21 ? true : null
  }, 20_000)
  expect(await metric(server, 'fluxly_clicks_lost_total')).toBe(0)
  connection?.close()
  expect(await server.end()).toBe(0)
  expect(spoolNames(server)).toEqual([])
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})
