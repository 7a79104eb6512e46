/** A client that sends what it is told, byte for byte: `fetch` tidies paths and refuses some headers. */
import { connect, type Socket } from 'node:net'

export interface RawRequest {
  method?: string
  path: string
  /** A list repeats the header; null leaves out one that would be added. */
  headers?: Record<string, string | string[] | null>
  body?: string
  encoding?: 'utf8' | 'latin1'
  version?: '1.0' | '1.1'
}

export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  status: number
  /** Names in lower case, in the order they came. */
  headers: [name: string, value: string][]
  body: string
}

/** The values of a header, one for each time it came. */
export const valuesOf = ({ headers }: RawAnswer, name: string): string[] =>
  headers.filter(([given]) => given === name).map(([, value]) => value)

function write(port: number, { method = 'GET', path, headers = {}, body = '', ...rest }: RawRequest): Buffer {
  const { encoding = 'utf8', version = '1.1' } = rest
  const content = Buffer.from(body, encoding)
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const framed = given.has('content-length') || given.has('transfer-encoding')
  const all = {
    ...(given.has('host') ? {} : { Host: `127.0.0.1:${port}` }),
    ...headers,
    ...(content.length > 0 && !framed ? { 'Content-Length': String(content.length) } : {}),
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}: ${one}\r\n`),
  )
  const head = `${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, encoding), content])
}

/** The answer in what came so far, and whether it is whole; null while its head is not. */
function read(received: Buffer, method: string): { answer: RawAnswer; whole: boolean } | null {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = received.toString('latin1', 0, end).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  const content = received.subarray(end + 4)
  if (first.startsWith('HTTP/1.1 100 ')) return read(content, method)
  const answer = { status: Number(first.split(' ')[1]), headers, body: content.toString('utf8') }
  const length = valuesOf(answer, 'content-length')[0]
  const bodiless = method === 'HEAD' || answer.status === 204
  return { answer, whole: bodiless || (length !== undefined && content.length >= Number(length)) }
}

/** Sends one request over a connection of its own, which may be another than a plain one; the answer as it came. */
export function send(
  port: number,
  request: RawRequest,
  open: (port: number) => Socket = (to) => connect(to, '127.0.0.1'),
): Promise<RawAnswer> {
  return new Promise((done) => {
    let received: Buffer = Buffer.alloc(0)
    const socket = open(port)
    socket.write(write(port, request))
    const finish = () => {
      socket.destroy()
      done(read(received, request.method ?? 'GET')?.answer ?? { status: 0, headers: [], body: '' })
    }
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part])
      if (read(received, request.method ?? 'GET')?.whole) finish()
    })
    socket.on('error', finish)
    socket.on('close', finish)
  })
}
