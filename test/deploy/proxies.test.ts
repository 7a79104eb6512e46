/** The files for nginx and Caddy, by the real programs where this machine has them, in front of two real nodes. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AGENTS, bodyOf, counted, type LinkBody, make, statistics, TARGET } from '../http/answers.ts'
import { Listener } from '../support/events.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { HOST, PROXIES, TestProxy } from '../support/proxies.ts'
import { type RawAnswer, send, valuesOf } from '../support/raw.ts'
import { eventually, startServer, type TestServer } from '../support/server.ts'

interface BadInput {
  name: string
  method: string
  path: string
  headers: Record<string, string | string[] | null>
  body: string
}

/** Requests whose length two readers could understand in two ways. */
const SMUGGLING = readFileSync(join(import.meta.dir, '../http/bad_inputs.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): BadInput => JSON.parse(line))
  .filter(({ name }) => /^wire-(cl|te)-/.test(name))

const installed = PROXIES.filter((proxy) => proxy.installed)
const running = new Map<string, TestProxy>()
let nodes: [TestServer, TestServer]
let key: string

beforeAll(async () => {
  if (installed.length === 0) return
  const shared = {
    DATABASE_URL: await newPostgresDatabase(),
    FLUXLY_SECRET: 'known to both nodes, and to nobody else',
    FLUXLY_URL: `https://${HOST}`,
    FLUXLY_TRUSTED_PROXIES: '127.0.0.1',
    FLUXLY_RATE_LIMIT: '0',
    FLUXLY_DRAIN_SECONDS: '3',
  }
  nodes = [await startServer(shared), await startServer(shared)]
  key = (await nodes[0].user('ann@example.com')).key
  const [one, other] = nodes
  for (const { name, recipe } of installed)
    running.set(name, await TestProxy.start(recipe, [one.port, other.port]))
})
afterAll(async () => {
  for (const proxy of running.values()) await proxy.stop()
})

const proxyOf = (name: string) => running.get(name) as TestProxy

/** Resolves when the clicks of both nodes so far are counted. */
async function countedOnBoth(): Promise<void> {
  for (const node of nodes) await counted(node, key)
}

const visit = (
  proxy: TestProxy,
  slug: string,
  from: string,
  forwarded: string | null = null,
): Promise<RawAnswer> => {
  const headers = { Host: HOST, 'User-Agent': AGENTS.desktop, 'X-Forwarded-For': forwarded }
  return send(proxy.port, { path: `/r/${slug}`, headers }, () => proxy.connect(from))
}

describe.each(PROXIES)('$name', ({ name, ...given }) => {
  const sentence = test.skipIf(!given.installed)

  sentence('short URLs are https, and lead on', async () => {
    const proxy = proxyOf(name)
    const made = await proxy.ask('/api/links', {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ target_url: TARGET }),
    })
    const { slug, short_url } = await bodyOf<LinkBody>(made)
    expect(short_url).toBe(`https://${HOST}/r/${slug}`)
    const answer = await proxy.ask(`/r/${slug}`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(TARGET)
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  sentence('HTTP/2 is spoken, http leads to https, and no key is taken in the clear', async () => {
    const proxy = proxyOf(name)
    const socket = proxy.connect('127.0.0.1', ['h2', 'http/1.1'])
    await new Promise((done) => socket.once('secureConnect', done))
    expect(socket.alpnProtocol).toBe('h2')
    socket.destroy()
    const plain = (path: string) => send(proxy.plainPort, { path, headers: { Host: HOST } })
    const answer = await plain('/r/somewhere')
    expect(answer.status).toBe(308)
    expect(valuesOf(answer, 'location')).toEqual([`https://${HOST}/r/somewhere`])
    expect((await plain('/api/links')).status).toBe(403)
  })

  sentence('the figures of the nodes are kept from those outside', async () => {
    expect((await proxyOf(name).ask('/metrics')).status).toBe(404)
  })

  sentence('visitors are told apart by their own address, whatever they say it is', async () => {
    const proxy = proxyOf(name)
    const { link_id, slug } = await make(nodes[0], key)
    for (const from of ['127.0.0.2', '127.0.0.3']) await visit(proxy, slug, from)
    for (const lie of ['203.0.113.1', '203.0.113.2, 127.0.0.1', 'nonsense', ''])
      expect((await visit(proxy, slug, '127.0.0.3', lie)).status).toBe(302)
    await countedOnBoth()
    const { total_clicks, unique_clicks } = await statistics(nodes[0], key, link_id)
    expect({ total_clicks, unique_clicks }).toEqual({ total_clicks: 6, unique_clicks: 2 })
  })

  sentence('clicks come as they happen', async () => {
    const proxy = proxyOf(name)
    const { link_id, slug } = await make(nodes[0], key)
    const hangUp = new AbortController()
    const asking = { headers: { Authorization: `Bearer ${key}` }, signal: hangUp.signal }
    const listener = new Listener(await proxy.ask(`/api/links/${link_id}/clicks/stream`, asking), hangUp)
    await eventually(async () => (listener.lastId === '' ? null : true))
    await visit(proxy, slug, '127.0.0.2')
    await eventually(async () => (listener.events.length === 1 ? true : null))
    await listener.close()
  })

  // Caddy cannot be told what to say to a transfer coding that it does not know.
  const expected = (input: string) => (name === 'Caddy' && input === 'wire-te-unknown' ? 501 : 400)

  for (const input of SMUGGLING)
    sentence(`${input.name} gets no further`, async () => {
      const proxy = proxyOf(name)
      const headers = { ...input.headers, Host: HOST, Authorization: `Bearer ${key}` }
      const answer = await send(proxy.port, { ...input, headers }, () => proxy.connect('127.0.0.2'))
      expect(answer.status).toBe(expected(input.name))
    })
})

test.skipIf(installed.length === 0)(
  'no visitor is turned away while one node after the other is stopped and started again',
  async () => {
    const { link_id, slug } = await make(nodes[0], key)
    const answers: string[] = []
    let over = false
    const visitor = async (name: string, proxy: TestProxy) => {
      while (!over) {
        answers.push(`${name} ${(await proxy.ask(`/r/${slug}`)).status}`)
        await Bun.sleep(2)
      }
    }
    const visitors = [...running].flatMap(([name, proxy]) => [visitor(name, proxy), visitor(name, proxy)])
    for (const node of nodes) {
      expect(await node.end()).toBe(0)
      await node.restart()
    }
    over = true
    await Promise.all(visitors)
    expect(new Set(answers)).toEqual(new Set(installed.map(({ name }) => `${name} 302`)))
    await countedOnBoth()
    expect((await statistics(nodes[0], key, link_id)).total_clicks).toBe(answers.length)
  },
)
