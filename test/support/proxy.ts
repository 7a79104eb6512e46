/** A network between a server and PostgreSQL that a test can slow, cut and stop. */
import { createConnection, createServer, type Server, type Socket } from 'node:net'

/** What becomes of what is sent, both ways. `swallow`: nothing arrives, and nobody is told. */
type Mode = 'forward' | 'swallow'

const COMMIT = Buffer.from('commit\0')
const LISTEN = Buffer.from('listen ')

export class TcpProxy {
  readonly #server: Server
  readonly #target: URL
  readonly #pairs = new Set<[Socket, Socket]>()
  #mode: Mode = 'forward'
  #delay = 0
  #cutOnCommit = false
  #deaf = false
  readonly #listening = new Set<Socket>()
  /** Commits that were carried out, and whose connection was cut before the answer arrived. */
  commitsCut = 0
  /** What these send is lost for good: a part of it was. */
  #swallowed = new WeakSet<Socket>()

  private constructor(server: Server, target: URL) {
    this.#server = server
    this.#target = target
    server.on('connection', (socket) => this.#join(socket))
  }

  /** Opens one before the database at `url`. */
  static open(url: string): Promise<TcpProxy> {
    const server = createServer()
    return new Promise((done) =>
      server.listen(0, '127.0.0.1', () => done(new TcpProxy(server, new URL(url)))),
    )
  }

  /** The URL of the database through the proxy. */
  get url(): string {
    const through = new URL(this.#target)
    const address = this.#server.address()
    through.port = String(typeof address === 'object' ? address?.port : '')
    return through.href
  }

  #join(client: Socket): void {
    const server = createConnection({ port: Number(this.#target.port), host: this.#target.hostname })
    const pair: [Socket, Socket] = [client, server]
    this.#pairs.add(pair)
    this.#carry(client, server)
    this.#carry(server, client)
    for (const socket of pair) {
      const end = () => {
        this.#pairs.delete(pair)
        for (const each of pair) each.destroy()
      }
      socket.on('error', end)
      socket.on('close', end)
    }
  }

  #carry(from: Socket, to: Socket): void {
    from.on('data', (part: Buffer) => {
      if (this.#mode === 'swallow') this.#swallowed.add(from).add(to)
      if (part.includes(LISTEN)) this.#listening.add(from)
      if (this.#deaf && this.#listening.has(from)) from.destroy()
      else if (!this.#swallowed.has(from)) this.#send(part, from, to)
    })
  }

  #send(part: Buffer, from: Socket, to: Socket): void {
    if (this.#cutOnCommit && part.includes(COMMIT)) this.#cutAtAnswer(from, to)
    if (this.#delay === 0) to.write(part)
    else setTimeout(() => to.writable && to.write(part), this.#delay)
  }

  #cutAtAnswer(client: Socket, server: Socket): void {
    this.#swallowed.add(server)
    server.once('data', () => {
      this.commitsCut++
      client.destroy()
      server.destroy()
    })
  }

  /** Sends everything on, on connections from which nothing was swallowed. */
  forward(): void {
    this.#mode = 'forward'
    this.#delay = 0
    this.#cutOnCommit = false
    this.#deaf = false
  }

  /** Cuts connections that listen, now and whenever one begins to. */
  deafen(): void {
    this.#deaf = true
    for (const socket of this.#listening) socket.destroy()
  }

  /** From now on whatever is sent is lost, as behind a cable that was cut: connections stay open, and hear nothing. */
  swallow(): void {
    this.#mode = 'swallow'
  }

  /** Sends everything on so many milliseconds later. */
  slow(delay: number): void {
    this.#delay = delay
  }

  /** Sends commits on and cuts the connection before their answer arrives: who asked cannot know what became of them. */
  cutOnCommit(): void {
    this.#cutOnCommit = true
  }

  /** Cuts every connection; new ones are let through. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
  }

  close(): void {
    this.#server.close()
    this.cut()
  }
}
