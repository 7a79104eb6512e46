/** The Fluxly that is measured: a real server with an account, a key and links. */
import { type DataFolder, dataFolder } from '../src/engines/sqlite/folder.ts'
import {
  scratchFolder,
  setWorkers,
  startServer,
  type TestServer,
  type TestUser,
} from '../test/support/server.ts'
import { send } from './client.ts'
import { IN_FILES, type Keeping } from './keeping.ts'
import type { Outcome } from './load.ts'
import { slugOf, type Traffic } from './traffic.ts'

/** How long clicks may take to be folded, in milliseconds. */
const PATIENCE = 300_000
/** Longer than a fold usually takes, in milliseconds. */
const ASK_EVERY = 1_500

export class Subject {
  readonly server: TestServer
  readonly user: TestUser
  /** Redirects that it answered. */
  redirects = 0
  #probed = 0

  constructor(server: TestServer, user: TestUser) {
    this.server = server
    this.user = user
  }

  get pid(): number {
    return this.server.child.pid
  }

  get files(): DataFolder {
    return dataFolder(this.server.env.FLUXLY_DATA_DIR as string)
  }

  /** Sends visitors, and remembers how many. */
  async visit(traffic: Traffic, total: number, connections: number): Promise<Outcome> {
    const outcome = await send({ port: this.server.port, connections, total, traffic })
    this.redirects += total
    return outcome
  }

  /** Makes links over the API. */
  create(total: number, connections: number): Promise<Outcome> {
    const traffic = { kind: 'creations', key: this.user.key } as const
    return send({ port: this.server.port, connections, total, traffic })
  }

  /** Asks for slugs that no link has, each for the first time. */
  async probe(total: number, connections: number): Promise<void> {
    const traffic = { kind: 'unknown', first: this.#probed } as const
    this.#probed += total
    await send({ port: this.server.port, connections, total, traffic })
  }

  /** Resolves when the click of every redirect is folded. Asks seldom: an answer of /metrics costs as much as a hundred redirects. */
  async folded(askEvery = ASK_EVERY): Promise<void> {
    for (let waited = 0; waited < PATIENCE; waited += askEvery) {
      await Bun.sleep(askEvery)
      if ((await this.figure('clicks_folded')) >= this.redirects) return
    }
    throw new Error('The clicks were not folded in time.')
  }

  /** One of the server's own counters. */
  async figure(name: string): Promise<number> {
    const metrics = await (await fetch(`${this.server.url}/metrics`)).text()
    return Number(new RegExp(`^fluxly_${name}_total (\\d+)`, 'm').exec(metrics)?.[1])
  }

  /** Ends the server with a signal and starts it again; milliseconds from then to the first redirect, over the link with a number. */
  async startAgain(link: number, signal: NodeJS.Signals): Promise<number> {
    await this.server.end(signal)
    const began = performance.now()
    const ready = this.server.restart()
    while ((await this.server.visit(slugOf(link)).catch(() => null))?.status !== 302) await Bun.sleep(1)
    const took = performance.now() - began
    await ready
    return took
  }

  end = () => this.server.end()
}

const SETTINGS = { FLUXLY_RATE_LIMIT: '0', FLUXLY_LOG_LEVEL: 'warn' }

/** Starts a server with so many workers, on a new folder and with links 0 to `links` - 1 where it keeps them. */
export async function startSubject(
  links: number,
  workers = 1,
  keeping: Keeping = IN_FILES,
): Promise<Subject> {
  const folder = scratchFolder()
  setWorkers(workers)
  const server = await startServer({ FLUXLY_DATA_DIR: folder, ...SETTINGS, ...keeping.settings })
  const user = await server.user('bench@example.com')
  await server.end()
  await keeping.fill(dataFolder(folder), user.id, links)
  await server.restart()
  return new Subject(server, user)
}

/** Starts another node, of one process, on the database of one that runs. */
export async function startNodeBeside({ user }: Subject, { settings }: Keeping): Promise<Subject> {
  setWorkers(1)
  return new Subject(await startServer({ ...SETTINGS, ...settings }), user)
}
