/** Nodes on one PostgreSQL come and go under load: stopped one after the other, and killed without a word. */
import { expect, setDefaultTimeout, test } from 'bun:test'
import { standBefore } from '../support/front.ts'
import {
  allCounted,
  answered,
  expectAllKept,
  Ledger,
  Load,
  metric,
  printedSeed,
  randomFrom,
} from '../support/ledger.ts'
import { spoolNames, stage } from '../support/ledger-stage.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import type { TestServer } from '../support/server.ts'

setDefaultTimeout(60_000)
const here = stage()

const shared = async () => ({
  DATABASE_URL: await newPostgresDatabase(),
  FLUXLY_SECRET: 'known to both nodes, and to nobody else',
  FLUXLY_TRUSTED_PROXIES: '127.0.0.1',
  FLUXLY_DRAIN_SECONDS: '1',
})

/** Expects that nothing is left in a node's spool when it has ended well. */
async function expectGoodEnd(node: TestServer): Promise<void> {
  expect(await node.end()).toBe(0)
  expect(spoolNames(node)).toEqual([])
}

test('two nodes are restarted one after the other under load without one failed request, every click counted', async () => {
  const settings = await shared()
  const nodes = [await here.start(settings), await here.start(settings)] as const
  const { key } = await nodes[0].user('rolling@example.com')
  const ledger = new Ledger()
  const random = randomFrom(printedSeed('rolling restart'))
  const front = standBefore([...nodes])
  const load = new Load(front, key, ledger, { clients: 12, random, creations: 0.1 })
  await answered(ledger, 100)
  for (const node of nodes) {
    await expectGoodEnd(node)
    await node.restart()
    await answered(ledger, 100)
  }
  await load.stop()
  await front.stop()
  expect(front.failed).toEqual([])
  expect(ledger.surprises).toEqual([])
  expect(ledger.sentClicks).toBe(ledger.answeredClicks)
  expect(ledger.creations).toBe(ledger.entries.length)
  await allCounted(nodes[1], key, ledger)
  for (const node of nodes) expect(await metric(node, 'fluxly_clicks_lost_total')).toBe(0)
  for (const node of nodes) await expectGoodEnd(node)
  expect(await nodes[0].command('verify')).toMatchObject({ code: 0 })
})

test('nodes that are killed under load, in turn and together, keep every link and count every click once', async () => {
  const settings = await shared()
  const nodes = [await here.start(settings), await here.start(settings)] as const
  const { key } = await nodes[0].user('killed@example.com')
  const ledger = new Ledger()
  const random = randomFrom(printedSeed('kill nodes'))
  const rounds = 3
  for (let round = 0; round < rounds; round++) {
    const loads = nodes.map((node) => new Load(node, key, ledger, { clients: 6, random, creations: 0.1 }))
    await Bun.sleep(200 + random() * 700)
    const dying = [[nodes[0]], [nodes[1]], [...nodes]][round % 3] as TestServer[]
    await Promise.all(dying.map((node) => node.end('SIGKILL')))
    await Promise.all(loads.map((load) => load.stop()))
    await Promise.all(dying.map((node) => node.restart()))
  }
  console.log(`${rounds} rounds: ${ledger.summary}`)
  expect(ledger.answeredClicks).toBeGreaterThan(rounds)
  for (const node of nodes) expect(node.log).not.toContain('damaged')
  await allCounted(nodes[0], key, ledger)
  for (const node of nodes) await expectGoodEnd(node)
  await nodes[0].restart()
  await expectAllKept(nodes[0], key, ledger)
  expect(await nodes[0].command('verify')).toMatchObject({ code: 0 })
})
