/** What a server is asked while its PostgreSQL is away, and what clients were told. */
import { expect } from 'bun:test'
import { allCounted, type Entry, Ledger, missingLinks } from './ledger.ts'
import type { TestServer } from './server.ts'

/** How many lines of a server's log say something. */
export const lines = (server: TestServer, what: string): number =>
  server.log.split('\n').filter((line) => line.includes(what)).length

export interface Timed {
  status: number
  /** The header `Retry-After`. */
  retry: string | null
  body: string
  /** Milliseconds. */
  took: number
}

/** What was answered, and how fast. */
export async function timed(ask: () => Promise<Response>): Promise<Timed> {
  const began = performance.now()
  const answer = await ask()
  const body = await answer.text()
  const took = performance.now() - began
  return { status: answer.status, retry: answer.headers.get('retry-after'), body, took }
}

/** Somebody who makes links and follows them, and writes down what was answered. */
export class Customer {
  readonly server: TestServer
  readonly key: string
  readonly ledger = new Ledger()
  /** Links that the server remembers. */
  known: Entry[] = []

  constructor(server: TestServer, key: string) {
    this.server = server
    this.key = key
  }

  /** Asks for a link; one that was answered with 201 is in the ledger. */
  async create(fields: object = {}, headers: Record<string, string> = {}): Promise<Timed> {
    this.ledger.creations++
    const body = { target_url: 'https://example.com/', ...fields }
    const answer = await timed(() => this.server.api(this.key, 'POST', '/api/links', body, headers))
    if (answer.status === 201) {
      const { link_id, slug } = JSON.parse(answer.body) as { link_id: string; slug: string }
      if (!this.ledger.entries.some(({ id }) => id === link_id)) this.ledger.add(link_id, slug)
    }
    return answer
  }

  /** Follows the links that the server remembers, each once; what was answered. */
  follow(): Promise<Timed[]> {
    return Promise.all(
      this.known.map(async (entry) => {
        entry.sent++
        const answer = await timed(() => this.server.visit(entry.slug))
        if (answer.status === 302) entry.answered++
        return answer
      }),
    )
  }

  /** Makes so many links and follows them, so that the server knows them. */
  async begin(links: number): Promise<this> {
    for (let n = 0; n < links; n++) expect((await this.create()).status).toBe(201)
    this.known = [...this.ledger.entries]
    for (const { status } of await this.follow()) expect(status).toBe(302)
    return this
  }

  /** Every link that was answered for is there, and every click is counted once. */
  async settle(): Promise<void> {
    await allCounted(this.server, this.key, this.ledger)
    expect(await missingLinks(this.server, this.key, this.ledger.entries)).toEqual([])
  }

  /** The server ends in order, and its books are right. */
  async close(): Promise<void> {
    expect(await this.server.end()).toBe(0)
    expect(await this.server.command('verify')).toMatchObject({ code: 0 })
  }
}
