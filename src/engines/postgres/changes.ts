/** Hearing from other nodes which links changed. */
import { Client } from 'pg'
import type { LinkChanges, LinkNews } from '../../ports/link-changes.ts'
import { LINKS_CHANNEL } from './open.ts'
import { ANSWERING, connectionTo } from './pool.ts'

const TRY_AGAIN_AFTER = 1_000
const ASK_EVERY = 5_000
/** Where PostgreSQL answers but cannot be listened to, what is remembered is read again this often. */
const DOUBT_EVERY = 5_000
/** How long the connection may take to say goodbye. */
const END_PATIENCE = 1_000

/** Where news of the connection goes. */
export type Report = (message: string, error?: unknown) => void

export interface Hearing {
  url: string
  report: Report
  /** Whether PostgreSQL answers over another connection. */
  answers: () => Promise<boolean>
  /** For how long, in milliseconds, what is remembered outlasts PostgreSQL. */
  outlast: number
}

interface Ears {
  heard(slug: string): void
  /** It hears no more; called once. */
  broken(error: Error): void
}

/** One connection that listens. Gives back how to end it. */
async function listen(url: string, { heard, broken }: Ears): Promise<() => Promise<void>> {
  const client = new Client(connectionTo(url, ANSWERING))
  let listening = false
  /** A cut cable says nothing: only a question that goes unanswered shows it. */
  const asking = setInterval(() => client.query('select 1').catch(breakOff), ASK_EVERY)
  asking.unref()
  const end = () => {
    listening = false
    clearInterval(asking)
    return Promise.race([client.end(), new Promise<void>((done) => setTimeout(done, END_PATIENCE).unref())])
  }
  function breakOff(error: Error): void {
    if (!listening) return
    end().catch(() => undefined)
    broken(error)
  }
  client.on('notification', ({ payload }) => heard(payload ?? ''))
  client.on('error', breakOff)
  client.on('end', () => breakOff(new Error('The connection that hears of changed links ended.')))
  try {
    await client.connect()
    await client.query(`listen ${LINKS_CHANNEL}`)
    listening = true
    return end
  } catch (error) {
    end().catch(() => undefined)
    throw error
  }
}

/** Tells `news` what is heard, and how far what it remembers can be trusted while nothing is. */
class Listener {
  readonly #hearing: Hearing
  readonly #news: LinkNews
  #end: (() => Promise<void>) | null = null
  #stopped = false
  /** Runs while PostgreSQL is away: what is remembered outlasts it for so long. */
  #over: ReturnType<typeof setTimeout> | null = null
  #doubted = Number.NEGATIVE_INFINITY

  constructor(hearing: Hearing, news: LinkNews) {
    this.#hearing = hearing
    this.#news = news
  }

  async start(): Promise<void> {
    this.#end = await listen(this.#hearing.url, {
      heard: (slug) => this.#news.changed(slug === '' ? null : slug),
      broken: (error) => this.#lost(error),
    })
    this.#reachable()
  }

  async #startAgain(): Promise<void> {
    await this.start()
    this.#hearing.report('PostgreSQL answers again; links are read anew')
  }

  #lost(error: Error): void {
    this.#end = null
    if (this.#stopped) return
    this.#hearing.report(
      'The connection to PostgreSQL broke; remembered links lead on and clicks wait in the spool until it is back',
      error,
    )
    this.#unreachable()
    this.#again()
  }

  #again(): void {
    const retry = () => this.#startAgain().catch(() => this.#look())
    setTimeout(() => this.#stopped || retry(), TRY_AGAIN_AFTER).unref()
  }

  /** It cannot be listened. Where it can be asked all the same, nothing is trusted for long. */
  async #look(): Promise<void> {
    if (!(await this.#hearing.answers())) this.#unreachable()
    else if (performance.now() - this.#doubted >= DOUBT_EVERY) this.#reachable()
    this.#again()
  }

  #reachable(): void {
    if (this.#over) clearTimeout(this.#over)
    this.#over = null
    this.#doubted = performance.now()
    this.#news.doubtful()
  }

  #unreachable(): void {
    if (this.#over) return
    this.#news.alone()
    this.#over = setTimeout(() => this.#news.changed(null), this.#hearing.outlast)
    this.#over.unref()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#over) clearTimeout(this.#over)
    await this.#end?.()
  }
}

/** Listens on a connection of its own. */
export const postgresLinkChanges = (hearing: Hearing): LinkChanges => ({
  async watch(news) {
    const listener = new Listener(hearing, news)
    await listener.start()
    return () => listener.stop()
  },
})
