/** A network between a server and ClickHouse that a test can have lose answers, and deliver late. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What becomes of a request. `cut`: it is carried out, and its asker hears nothing. `hold`: it is kept for later. */
type Fate = 'forward' | 'cut' | 'hold' | 'refuse'

interface Block {
  table: string
  token: string
}

interface Passing {
  path: string
  method: string
  body: Uint8Array<ArrayBuffer>
}

/** The block that a request inserts. */
function blockOf(path: string): Block | null {
  const { searchParams } = new URL(path, 'http://proxy')
  const table = /^insert into (\S+)/i.exec(searchParams.get('query') ?? '')?.[1]
  return table === undefined ? null : { table, token: searchParams.get('insert_deduplication_token') ?? '' }
}

export class HttpProxy {
  readonly #server: Server
  readonly #target: URL
  /** Blocks that came before. */
  readonly #seen = new Set<string>()
  readonly #held: Passing[] = []
  #decide: (block: Block | null, isFirst: boolean) => Fate = () => 'forward'
  /** Inserts that were carried out and not answered. */
  cut = 0

  private constructor(server: Server, target: URL) {
    this.#server = server
    this.#target = target
    server.on('request', (request, response) => {
      this.#pass(request, response).catch(() => request.socket.destroy())
    })
  }

  /** Opens one before the server at `url`. */
  static open(url: string): Promise<HttpProxy> {
    const server = createServer()
    return new Promise((done) =>
      server.listen(0, '127.0.0.1', () => done(new HttpProxy(server, new URL(url)))),
    )
  }

  /** The URL of a database through the proxy. */
  url(database: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${database}`
  }

  /** Inserts that wait to be delivered. */
  get held(): number {
    return this.#held.length
  }

  forward(): void {
    this.#decide = () => 'forward'
  }

  /** Of each block, the first time it comes, the answer is lost. */
  cutFirst(): void {
    this.#decide = (block, isFirst) => (block && isFirst ? 'cut' : 'forward')
  }

  /** Each block, the first time it comes, is held back, and whoever sent it hears nothing. */
  holdFirst(): void {
    this.#decide = (block, isFirst) => (block && isFirst ? 'hold' : 'forward')
  }

  /** The answer to the next insert into a table is lost, and nobody gets through any more. */
  cutAfter(table: string): void {
    this.#decide = (block) => {
      if (block?.table !== table) return 'forward'
      this.#decide = () => 'refuse'
      return 'cut'
    }
  }

  /** Delivers what was held back. */
  async deliver(): Promise<void> {
    for (const passing of this.#held.splice(0)) {
      const answer = await this.#send(passing)
      if (!answer.ok) throw new Error(await answer.text())
    }
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #fate(path: string): Fate {
    const block = blockOf(path)
    const name = `${block?.table} ${block?.token}`
    const isFirst = !this.#seen.has(name)
    this.#seen.add(name)
    return this.#decide(block, isFirst)
  }

  #send({ path, method, body }: Passing): Promise<Response> {
    return fetch(new URL(path, this.#target), { method, ...(method === 'POST' ? { body } : {}) })
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: path = '/', method = 'GET' } = request
    const passing = { path, method, body: new Uint8Array(await buffer(request)) }
    const fate = this.#fate(path)
    if (fate === 'hold') this.#held.push(passing)
    if (fate === 'hold' || fate === 'refuse') return void request.socket.destroy()
    const answer = await this.#send(passing)
    const bytes = await answer.bytes()
    if (fate === 'cut') {
      this.cut++
      request.socket.destroy()
    } else response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(bytes)
  }
}
