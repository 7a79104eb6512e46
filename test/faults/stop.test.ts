/** The process is asked to end. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { differences, expectAllKept, Ledger, Load, printedSeed, randomFrom } from '../support/ledger.ts'
import { Connection, requestText } from '../support/ledger-connection.ts'
import { spoolNames, stage } from '../support/ledger-stage.ts'
import { eventually, type TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()

/** What `/readyz` answers; 0 where nobody does. */
const readiness = (server: TestServer): Promise<number> =>
  fetch(`${server.url}/readyz`).then(
    (answer) => answer.status,
    () => 0,
  )

async function newLink(server: TestServer, key: string): Promise<{ link_id: string; slug: string }> {
  const made = await server.api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
  expect(made.status).toBe(201)
  return (await made.json()) as { link_id: string; slug: string }
}

async function countOf(server: TestServer, key: string, id: string): Promise<number> {
  const link = (await (await server.api(key, 'GET', `/api/links/${id}`)).json()) as { click_count: number }
  return link.click_count
}

test('a server that is stopped under load ends well, with every answered click counted and the spool empty', async () => {
  const random = randomFrom(printedSeed('stop under load'))
  const server = await here.start({ FLUXLY_TRUSTED_PROXIES: '127.0.0.1' })
  const { key } = await server.user('stop@example.com')
  const ledger = new Ledger()
  for (let round = 0; round < 3; round++) {
    const load = new Load(server, key, ledger, { clients: 16, random, creations: 0.1 })
    await Bun.sleep(300 + random() * 500)
    expect(await server.end()).toBe(0)
    await load.stop()
    expect(spoolNames(server)).toEqual([])
    await server.restart()
    expect(await differences(server, key, ledger)).toEqual([])
  }
  expect(ledger.answeredClicks).toBeGreaterThan(0)
  await expectAllKept(server, key, ledger)
  expect(await server.end()).toBe(0)
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

test('a creation whose body is still arriving when the server is stopped is answered, and the link is there', async () => {
  const server = await here.start()
  const { key } = await server.user('slow@example.com')
  const text = requestText(
    'POST',
    '/api/links',
    { Authorization: `Bearer ${key}` },
    {
      target_url: 'https://example.com/slow',
      custom_slug: 'slow',
    },
  )
  const connection = await Connection.open(server.port)
  connection?.write(text.slice(0, -20))
  await newLink(server, key) // by now the server has read the first part
  const stopped = server.end()
  await eventually(async () => ((await readiness(server)) === 200 ? null : true))
  connection?.write(text.slice(-20))
  const answer = await connection?.answer()
  expect(answer?.status).toBe(201)
  expect(await stopped).toBe(0)
  await server.restart()
  expect((await server.visit('slow')).status).toBe(302)
})

test('while it drains a server says that it is not ready, answers all the same, and then ends well', async () => {
  const server = await here.start({ FLUXLY_DRAIN_SECONDS: '2' })
  const { key } = await server.user('drain@example.com')
  const { link_id: id, slug } = await newLink(server, key)
  const stopped = server.end()
  await eventually(async () => ((await readiness(server)) === 503 ? true : null))
  expect((await server.visit(slug)).status).toBe(302)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const late = await newLink(server, key)
  expect(await stopped).toBe(0)
  expect(await readiness(server)).toBe(0)
  expect(spoolNames(server)).toEqual([])
  await server.restart()
  expect(await countOf(server, key, id)).toBe(1)
  expect((await server.visit(late.slug)).status).toBe(302)
})

test('a second signal ends a server that drains at once, and the next one counts what was answered', async () => {
  const server = await here.start({ FLUXLY_DRAIN_SECONDS: '3600' })
  const { key } = await server.user('impatient@example.com')
  const { link_id: id, slug } = await newLink(server, key)
  const stopped = server.end()
  await eventually(async () => ((await readiness(server)) === 503 ? true : null))
  expect((await server.visit(slug)).status).toBe(302)
  await server.end()
  await stopped
  await server.restart()
  await eventually(async () => ((await countOf(server, key, id)) === 1 ? true : null))
  expect(await server.command('verify')).toMatchObject({ code: 0 })
})

test('a server that is interrupted from the keyboard ends as well as one that is stopped', async () => {
  const server = await here.start()
  const { key } = await server.user('keyboard@example.com')
  const { link_id: id, slug } = await newLink(server, key)
  expect((await server.visit(slug)).status).toBe(302)
  expect(await server.end('SIGINT')).toBe(0)
  expect(spoolNames(server)).toEqual([])
  await server.restart()
  expect(await countOf(server, key, id)).toBe(1)
})
