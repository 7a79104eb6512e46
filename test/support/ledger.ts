/** What clients were told, written down outside the server: the only proof that nothing was lost and nothing made up. */
import { expect } from 'bun:test'
import { Connection, headerOf, requestText, Unanswered } from './ledger-connection.ts'
import { eventually, type TestServer } from './server.ts'

/** Numbers from 0 to 1 that a seed decides. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A new seed, printed so that a failure can be repeated with FLUXLY_TEST_SEED. */
export function printedSeed(what: string): number {
  const fresh = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const seed = Number(process.env.FLUXLY_TEST_SEED ?? fresh)
  console.log(`${what}: FLUXLY_TEST_SEED=${seed}`)
  return seed
}

/** One link in the ledger. */
export interface Entry {
  id: string
  slug: string
  /** Clicks that were sent, and those among them that were answered with a redirect. */
  sent: number
  answered: number
}

export class Ledger {
  readonly entries: Entry[] = []
  /** Creations that were sent; those that were answered are the entries. */
  creations = 0
  /** Answers that nobody should get while a server runs, comes or goes. */
  readonly surprises: string[] = []

  get answeredClicks(): number {
    return this.entries.reduce((sum, { answered }) => sum + answered, 0)
  }

  get sentClicks(): number {
    return this.entries.reduce((sum, { sent }) => sum + sent, 0)
  }

  /** How much of what was sent was answered, in words. */
  get summary(): string {
    const links = `${this.entries.length} of ${this.creations} links`
    return `${links} and ${this.answeredClicks} of ${this.sentClicks} clicks were answered`
  }

  add(id: string, slug: string): Entry {
    const entry = { id, slug, sent: 0, answered: 0 }
    this.entries.push(entry)
    return entry
  }
}

/** Resolves when so many more clicks were answered. */
export function answered(ledger: Ledger, clicks: number): Promise<true> {
  const wanted = ledger.answeredClicks + clicks
  return eventually(async () => (ledger.answeredClicks >= wanted ? true : null), 30_000)
}

interface Shown {
  link_id: string
  slug: string
  click_count: number
}

/** All links of a key's account, page by page. */
async function shownLinks(server: TestServer, key: string): Promise<Map<string, Shown>> {
  const shown = new Map<string, Shown>()
  let path: string | undefined = '/api/links?limit=100'
  while (path !== undefined) {
    const answer = await server.api(key, 'GET', path)
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`)
    for (const link of (await answer.json()) as Shown[]) shown.set(link.link_id, link)
    const next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    path = next?.replace(server.env.FLUXLY_URL ?? '', '')
  }
  return shown
}

function difference({ id, slug, sent, answered }: Entry, shown: Shown | undefined): string[] {
  if (!shown) return [`${id} (${slug}) was answered with 201 and is not listed`]
  if (shown.slug !== slug) return [`${id} has the slug ${shown.slug}, but ${slug} was answered`]
  const { click_count: counted } = shown
  if (counted < answered) return [`${id}: ${answered} clicks were answered, only ${counted} are counted`]
  if (counted > sent) return [`${id}: ${counted} clicks are counted, only ${sent} were sent`]
  return []
}

/** What the server knows against what its clients know; empty where they agree. */
export async function differences(server: TestServer, key: string, ledger: Ledger): Promise<string[]> {
  const shown = await shownLinks(server, key)
  const found = ledger.entries.flatMap((entry) => difference(entry, shown.get(entry.id)))
  if (shown.size > ledger.creations)
    found.push(`${shown.size} links are there, only ${ledger.creations} were asked for`)
  return found
}

/** Links that were answered with 201 and are not there when asked for one by one. */
export async function missingLinks(
  server: TestServer,
  key: string,
  entries: readonly Entry[],
): Promise<string[]> {
  const missing: string[] = []
  const left = [...entries]
  const ask = async () => {
    for (let entry = left.pop(); entry; entry = left.pop()) {
      const answer = await server.api(key, 'GET', `/api/links/${entry.id}`)
      const { slug } = (await answer.json()) as Partial<Shown>
      if (answer.status !== 200 || slug !== entry.slug) missing.push(`${entry.id}: ${answer.status} ${slug}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, ask))
  return missing
}

/** Makes a link and enters it where it is answered for. The status, or null where there was no answer. */
export async function createLink(server: TestServer, key: string, ledger: Ledger): Promise<number | null> {
  ledger.creations++
  const answer = await server
    .api(key, 'POST', '/api/links', { target_url: 'https://example.com/' })
    .catch(() => null)
  if (answer?.status === 201) {
    const { link_id: id, slug } = (await answer.json()) as { link_id: string; slug: string }
    ledger.add(id, slug)
  }
  return answer?.status ?? null
}

/** Expects that a server kept every link and every click that it answered for, and made up none. */
export async function expectAllKept(server: TestServer, key: string, ledger: Ledger): Promise<void> {
  expect(ledger.surprises).toEqual([])
  expect(await differences(server, key, ledger)).toEqual([])
  expect(await missingLinks(server, key, ledger.entries)).toEqual([])
}

/** The value of a figure at /metrics. */
export async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`/metrics does not show ${name}`)
  return Number(value)
}

/** Resolves when every click that was answered is counted on a running server. */
export const allCounted = (server: TestServer, key: string, ledger: Ledger): Promise<true> =>
  eventually(async () => {
    const found = await differences(server, key, ledger).catch((error) => [String(error)])
    return found.length === 0 ? true : null
  }, 30_000)

const BROWSERS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'curl/8.14.1',
] as const
const REFERRERS = ['', 'https://news.example/front', 'https://www.example.org/a?b=c'] as const

const USUAL_REST = 2

export interface LoadSettings {
  clients: number
  random: () => number
  /** How much of what is asked makes a link; the rest follows one. */
  creations: number
  /** Adds to every click. */
  headers?: Record<string, string>
  /** How long a client rests after each answer, in milliseconds. Without a rest most of what a test does is to prove that more of the same is there. */
  rest?: number
}

/** Clients that make links and follow them until they are stopped, over whatever server listens on the port. */
export class Load {
  readonly #port: number
  readonly #key: string
  readonly #ledger: Ledger
  readonly #settings: LoadSettings
  readonly #rest: number
  readonly #clients: Promise<void>[]
  #stopping = false

  constructor(server: Pick<TestServer, 'port'>, key: string, ledger: Ledger, settings: LoadSettings) {
    this.#port = server.port
    this.#key = key
    this.#ledger = ledger
    this.#settings = settings
    this.#rest = settings.rest ?? USUAL_REST
    this.#clients = Array.from({ length: settings.clients }, () => this.#run())
  }

  /** Sends nothing more; resolves when every client has its last answer, or knows that it will get none. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#clients)
  }

  async #run(): Promise<void> {
    let connection: Connection | null = null
    while (!this.#stopping) {
      if (connection === null || connection.ended) connection = await Connection.open(this.#port)
      if (connection === null) {
        await Bun.sleep(10)
        continue
      }
      await this.#ask(connection).catch((error) => {
        if (!(error instanceof Unanswered)) throw error
        connection?.close()
        connection = null
      })
      if (this.#rest > 0) await Bun.sleep(this.#rest)
    }
    connection?.close()
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#settings.random() * from.length)]
  }

  #ask(connection: Connection): Promise<void> {
    const entry = this.#pick(this.#ledger.entries)
    if (!entry || this.#settings.random() < this.#settings.creations) return this.#create(connection)
    return this.#follow(connection, entry)
  }

  async #create(connection: Connection): Promise<void> {
    const number = ++this.#ledger.creations
    const named = this.#settings.random() < 0.5 ? { custom_slug: `own-${number}` } : {}
    const body = { target_url: `https://example.com/${number}`, ...named }
    const headers = { Authorization: `Bearer ${this.#key}` }
    const answer = await connection.ask(requestText('POST', '/api/links', headers, body))
    if (answer.status !== 201) {
      this.#ledger.surprises.push(`a creation was answered ${answer.head} ${answer.body}`)
      return
    }
    const id = headerOf(answer, 'location')?.split('/').at(-1)
    const slug = /"slug":"([^"]+)"/.exec(answer.body)?.[1]
    if (id && slug) this.#ledger.add(id, slug)
    else if (!connection.ended) this.#ledger.surprises.push(`a 201 without id and slug: ${answer.head}`)
  }

  async #follow(connection: Connection, entry: Entry): Promise<void> {
    const referrer = this.#pick(REFERRERS)
    const host = Math.floor(this.#settings.random() * 250) + 1
    const headers = {
      'User-Agent': this.#pick(BROWSERS) ?? '',
      'X-Forwarded-For': `198.51.100.${host}`,
      ...(referrer ? { Referer: referrer } : {}),
      ...this.#settings.headers,
    }
    const text = requestText('GET', `/r/${entry.slug}`, headers)
    entry.sent++
    const answer = await connection.ask(text)
    if (answer.status === 302) entry.answered++
    else this.#ledger.surprises.push(`a click was answered ${answer.head} ${answer.body}`)
  }
}

/** Kills a server, all its processes, when so many clicks were answered: the last of them lie in its spool. What its clients were told. */
export async function killUnderLoad(server: TestServer, clicks: number) {
  const { key } = await server.user('load@example.com')
  const ledger = new Ledger()
  const load = new Load(server, key, ledger, { clients: 8, random: Math.random, creations: 0.02 })
  await answered(ledger, clicks)
  // Workers whose supervisor is gone end by themselves, and put their logs away: here nobody may.
  for (const worker of server.freeze()) process.kill(worker, 'SIGKILL')
  await server.end('SIGKILL')
  await load.stop()
  return { key, ledger }
}
