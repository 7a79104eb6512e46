/** `fluxly migrate`, while it moves. */
import { Client } from 'pg'
import { eventually, FLUXLY, type TestServer } from './server.ts'

export class Mover {
  readonly child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>
  /** What it said so far: on standard output, and on standard error. */
  out = ''
  err = ''
  readonly #heard: Promise<unknown>

  constructor(args: string[], settings: Record<string, string>) {
    this.child = Bun.spawn([FLUXLY, 'migrate', ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp', ...settings },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    })
    this.#heard = Promise.all([
      this.#listen(this.child.stdout, (text) => {
        this.out += text
      }),
      this.#listen(this.child.stderr, (text) => {
        this.err += text
      }),
    ])
  }

  async #listen(stream: ReadableStream<Uint8Array>, hear: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder()
    for await (const part of stream) hear(decoder.decode(part, { stream: true }))
  }

  /** Resolves when it has said something on standard error; throws with all it said where it ends before. */
  async says(words: string): Promise<void> {
    await eventually(async () => {
      if (this.err.includes(words)) return true
      if (this.child.exitCode !== null) throw new Error(`It ended with ${this.child.exitCode}: ${this.err}`)
      return null
    }, 30_000)
  }

  /** Its exit code, once everything it said was heard. */
  async ended(): Promise<number> {
    const code = await this.child.exited
    await this.#heard
    return code
  }

  end(signal: NodeJS.Signals): Promise<number> {
    this.child.kill(signal)
    return this.ended()
  }
}

/** One that moves what is in a folder to PostgreSQL. */
export const moverTo = (dataDir: string, to: string, ...args: string[]) =>
  new Mover(['--from', 'sqlite', '--to', to, ...args], { FLUXLY_DATA_DIR: dataDir })

export type Query = <Row>(text: string) => Promise<Row[]>

/** Asks a database directly, as a program beside Fluxly would. */
export async function withDatabase<T>(url: string, work: (ask: Query) => Promise<T>): Promise<T> {
  const client = new Client(url)
  await client.connect()
  try {
    return await work(async (text) => (await client.query(text)).rows)
  } finally {
    await client.end()
  }
}

const SAME_ON_BOTH = [
  '/api/links?limit=100',
  '/api/links?sort=clicks&limit=100',
  '/api/links.csv',
  '/api/analytics',
  '/api/analytics?bots=only&interval=hour&country=DE',
  '/api/clicks.csv',
]

/** What a server answers to questions about everything. */
export async function answersOf(server: TestServer, key: string): Promise<string[]> {
  const answers: string[] = []
  for (const path of SAME_ON_BOTH) {
    const answer = await server.api(key, 'GET', path)
    answers.push(`${path} ${answer.status} ${await answer.text()}`)
  }
  return answers
}
