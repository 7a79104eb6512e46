/** The Fluxly that is measured: a real server with an account, a key and links. */
import type { Insertable } from 'kysely'
import type { LinksSchema, LinksTable } from '../src/engines/sql/schema.ts'
import { dataFolder } from '../src/engines/sqlite/folder.ts'
import { fullySynced } from '../src/engines/sqlite/open.ts'
import {
  scratchFolder,
  setWorkers,
  startServer,
  type TestServer,
  type TestUser,
} from '../test/support/server.ts'
import { send } from './client.ts'
import type { Outcome } from './load.ts'
import { idOf, slugOf, type Traffic, targetOf } from './traffic.ts'

const ROWS_AT_ONCE = 1_000
/** How long clicks may take to be folded, in milliseconds. */
const PATIENCE = 60_000
/** Longer than a fold usually takes, in milliseconds. */
const ASK_EVERY = 1_500

const rowOf = (link: number, userId: string): Insertable<LinksTable> => ({
  id: idOf(link),
  slug: slugOf(link),
  target: targetOf(link),
  user_id: userId,
  password_hash: null,
  expires_at: null,
  created_at: Date.now(),
  deleted_at: null,
})

/** Puts links into the database of a server that is not running, in one transaction. */
async function addLinks(folder: string, userId: string, count: number): Promise<void> {
  const engine = fullySynced<LinksSchema>(dataFolder(folder).links)
  const rows = Array.from({ length: count }, (_, link) => rowOf(link, userId))
  await engine.write(async (tx) => {
    for (let at = 0; at < count; at += ROWS_AT_ONCE)
      await tx
        .insertInto('links')
        .values(rows.slice(at, at + ROWS_AT_ONCE))
        .execute()
  })
  await engine.close()
}

export class Subject {
  readonly server: TestServer
  readonly user: TestUser
  /** Redirects that it answered. */
  redirects = 0

  constructor(server: TestServer, user: TestUser) {
    this.server = server
    this.user = user
  }

  get pid(): number {
    return this.server.child.pid
  }

  /** Sends visitors, and remembers how many. */
  async visit(traffic: Traffic, total: number, connections: number): Promise<Outcome> {
    const outcome = await send({ port: this.server.port, connections, total, traffic })
    this.redirects += total
    return outcome
  }

  /** Resolves when the click of every redirect is folded. Asks seldom: an answer of /metrics costs as much as a hundred redirects. */
  async folded(): Promise<void> {
    for (let waited = 0; waited < PATIENCE; waited += ASK_EVERY) {
      await Bun.sleep(ASK_EVERY)
      if ((await this.figure('clicks_folded')) >= this.redirects) return
    }
    throw new Error('The clicks were not folded in time.')
  }

  /** One of the server's own counters. */
  async figure(name: string): Promise<number> {
    const metrics = await (await fetch(`${this.server.url}/metrics`)).text()
    return Number(new RegExp(`^fluxly_${name}_total (\\d+)`, 'm').exec(metrics)?.[1])
  }

  end = () => this.server.end()
}

/** Starts a server with so many workers on a new folder with links 0 to `links` - 1. */
export async function startSubject(links: number, workers = 1): Promise<Subject> {
  const folder = scratchFolder()
  setWorkers(workers)
  const server = await startServer({
    FLUXLY_DATA_DIR: folder,
    FLUXLY_RATE_LIMIT: '0',
    FLUXLY_LOG_LEVEL: 'warn',
  })
  const user = await server.user('bench@example.com')
  await server.end()
  await addLinks(folder, user.id, links)
  await server.restart()
  return new Subject(server, user)
}
