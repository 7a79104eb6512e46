/** One keep-alive connection that sends a request once, and knows exactly whether its answer arrived. */
import { createConnection, type Socket } from 'node:net'

export interface Answer {
  status: number
  /** The status line and the header lines. */
  head: string
  /** Cut short where the connection ended early. */
  body: string
}

/** The connection ended before the answer's whole header had arrived: the server may or may not have done the work. */
export class Unanswered extends Error {}

const HEAD_END = '\r\n\r\n'

const lengthIn = (head: string) => Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)

/** The answer at the beginning of what arrived, or null where its header is not whole yet. */
function readAnswer(received: string): { answer: Answer; whole: boolean } | null {
  const end = received.indexOf(HEAD_END)
  if (end < 0) return null
  const head = received.slice(0, end)
  const body = received.slice(end + HEAD_END.length)
  return { answer: { status: Number(head.slice(9, 12)), head, body }, whole: body.length >= lengthIn(head) }
}

/** A header of an answer. */
export function headerOf({ head }: Answer, name: string): string | undefined {
  const line = head.split('\r\n').find((l) => l.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim()
}

/** The text of a request; a body makes it one with JSON. */
export function requestText(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): string {
  const json = body === undefined ? '' : JSON.stringify(body)
  const all = {
    Host: '127.0.0.1',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(json)) }),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${json}`
}

/**
 * Unlike `fetch`, it never sends a request a second time by itself, so that what was sent can be counted.
 */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #ended = false
  #heard: () => void = () => undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (part: Buffer) => {
      this.#received += part.toString('latin1')
      this.#heard()
    })
    const end = () => {
      this.#ended = true
      this.#heard()
    }
    socket.on('error', end)
    socket.on('end', end)
    socket.on('close', end)
  }

  /** Opens a connection; null where nobody listens. */
  static open(port: number): Promise<Connection | null> {
    return new Promise((done) => {
      const socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
      const refused = () => done(null)
      socket.once('error', refused)
      socket.once('connect', () => {
        socket.off('error', refused)
        done(new Connection(socket))
      })
    })
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Sends a part of a request. */
  write(text: string): void {
    this.#socket.write(text)
  }

  /** The answer to what was written. Throws {@link Unanswered} where the connection ends before. */
  answer(): Promise<Answer> {
    return new Promise((done, fail) => {
      const look = () => {
        const read = readAnswer(this.#received)
        if (!this.#ended && !read?.whole) return
        this.#heard = () => undefined
        this.#received = ''
        if (read) done(read.answer)
        else fail(new Unanswered('The connection ended without an answer.'))
      }
      this.#heard = look
      look()
    })
  }

  /** Sends a request and gives its answer. */
  ask(text: string): Promise<Answer> {
    this.write(text)
    return this.answer()
  }

  close(): void {
    this.#socket.destroy()
  }
}
