/** A browser as the server sees it: keeps cookies, and says where its requests come from. */
import { createOTP } from '@better-auth/utils/otp'
import { PASSWORD } from './newcomers.ts'
import type { TestServer } from './server.ts'

export { PASSWORD } from './newcomers.ts'

let sessions = 0

/** Settings of a server to which every session comes from a network of its own. */
export const MANY_NETWORKS = { FLUXLY_TRUSTED_PROXIES: '127.0.0.1' }

export class Session {
  readonly #server: TestServer
  readonly #address: string
  readonly #cookies = new Map<string, string>()

  constructor(server: TestServer, address = `10.1.${Math.floor(++sessions / 250)}.${sessions % 250}`) {
    this.#server = server
    this.#address = address
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const mark = pair.indexOf('=')
      if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, mark))
      else this.#cookies.set(pair.slice(0, mark), pair.slice(mark + 1))
    }
  }

  /** Sends a request from a page of the server itself, unless `headers` say otherwise. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const answer = await fetch(this.#server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        Origin: this.#server.url,
        Cookie: this.cookies,
        'X-Forwarded-For': this.#address,
        'User-Agent': 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    this.#keep(answer)
    return answer
  }

  /** Sends a request and reads the JSON that it is answered with; throws where the status is another. */
  async ask<T = Record<string, unknown>>(
    status: number,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> {
    const answer = await this.send(method, path, body)
    const text = await answer.text()
    if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }

  signIn(email: string, password = PASSWORD): Promise<Record<string, unknown>> {
    return this.ask(200, 'POST', '/api/auth/sign-in/email', { email, password })
  }
}

/** The one-time link's token, as the log of an empty server shows it. */
export const ownerTokenOf = ({ log }: TestServer): string => /setup\?token=([\w-]+)/.exec(log)?.[1] ?? ''

/** Makes the owner of an empty server, signed in. */
export async function owner(server: TestServer): Promise<Session> {
  const session = new Session(server)
  const token = ownerTokenOf(server)
  await session.ask(201, 'POST', '/api/setup', { token, email: 'owner@example.com', password: PASSWORD })
  return session
}

/** The link in the newest mail to an address, as the log of a server without SMTP shows it. */
export const mailedLink = ({ log }: TestServer, to: string): URL | null => {
  const line = log.split('\n').findLast((text) => text.includes('"link"') && text.includes(`"to":"${to}"`))
  return line ? new URL((JSON.parse(line) as { link: string }).link) : null
}

/** The code that an authenticator application shows for the secret of a `totpURI`. */
export async function codeOf(totpUri: string): Promise<string> {
  const secret = new URL(totpUri).searchParams.get('secret') ?? ''
  return createOTP(Buffer.from(base32(secret)).toString('utf8')).totp()
}

function base32(text: string): Uint8Array {
  const bits = [...text]
    .map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
    .join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
