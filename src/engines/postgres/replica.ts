/** Looking up links on a read replica, which lags behind: what changed lately is asked of the primary. */
import { type QueryExecutorProvider, sql } from 'kysely'
import type { LinkChanges } from '../../ports/link-changes.ts'
import type { Links } from '../../ports/links.ts'

/** A change is asked of the primary for at least so long, and for at most twice that. */
const LATELY = 30_000
/**
 * The replica is looked at so often. One that has not caught up with the last look but one is not asked, so that one
 * that is asked is behind by far less than a change is asked of the primary.
 */
const LOOK_EVERY = 3_000
/** Beyond so many changes at once every link counts as changed. */
const MOST_CHANGES = 10_000

/** The slugs that changed lately. */
export class LatelyChanged {
  #young = new Set<string>()
  #old = new Set<string>()
  /** All links count as changed: at the start, and for a while after nothing was heard. */
  #all = 2

  /** To be called every {@link LATELY} milliseconds. */
  turn(): void {
    this.#old = this.#young
    this.#young = new Set()
    this.#all = Math.max(0, this.#all - 1)
  }

  add = (slug: string | null): void => {
    if (slug === null || this.#young.size >= MOST_CHANGES) this.#all = 2
    else this.#young.add(slug)
  }

  has(slug: string): boolean {
    return this.#all > 0 || this.#young.has(slug) || this.#old.has(slug)
  }
}

/** Changes that are noted before anybody hears of them. */
export const noting = (changes: LinkChanges, lately: LatelyChanged): LinkChanges => ({
  watch: (news) =>
    changes.watch({
      alone: news.alone,
      changed(slug) {
        lately.add(slug)
        news.changed(slug)
      },
      doubtful() {
        lately.add(null)
        news.doubtful()
      },
    }),
})

export interface ReplicaParts {
  primary: QueryExecutorProvider
  replica: QueryExecutorProvider
  changed: LatelyChanged
  report: (message: string, error?: unknown) => void
}

/** Watches whether the replica can be asked: whether it answers, and how far it is behind. */
export class Replica {
  readonly #parts: ReplicaParts
  readonly #turning: ReturnType<typeof setInterval>
  #stopped = false
  #usable = false
  /** Where the primary was at the last look, and at the one before. */
  #positions: string[] = []

  constructor(parts: ReplicaParts) {
    this.#parts = parts
    this.#turning = setInterval(() => parts.changed.turn(), LATELY)
    this.#turning.unref()
    this.#look()
  }

  /** Whether the replica can be asked for a slug. */
  serves(slug: string): boolean {
    return this.#usable && !this.#parts.changed.has(slug)
  }

  failed(error: unknown): void {
    if (this.#usable && !this.#stopped)
      this.#parts.report('The replica is not asked for now: redirects ask the primary', error)
    this.#usable = false
  }

  async #look(): Promise<void> {
    try {
      await this.#requireNear()
      if (!this.#usable) this.#parts.report('Redirects ask the replica')
      this.#usable = true
    } catch (error) {
      this.failed(error)
    }
    await this.#mark().catch(() => undefined)
    setTimeout(() => this.#stopped || this.#look(), LOOK_EVERY).unref()
  }

  /** Throws where the replica lacks what the primary had at the look before the last. */
  async #requireNear(): Promise<void> {
    const [then = '0/0'] = this.#positions
    const { rows } = await sql<{ near: boolean | null }>`
      select pg_last_wal_replay_lsn() >= ${then}::pg_lsn as near`.execute(this.#parts.replica)
    if (rows[0]?.near === false) throw new Error('It is seconds behind.')
  }

  async #mark(): Promise<void> {
    const { rows } = await sql<{ now: string }>`select pg_current_wal_lsn() as now`.execute(
      this.#parts.primary,
    )
    this.#positions = [...this.#positions.slice(-1), rows[0]?.now ?? '0/0']
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#turning)
  }
}

/** Routes by the replica where it serves. What it does not have may be new, so the primary has the last word. */
export const routesByReplica =
  (replica: Replica, there: Links['route'], primary: Links['route']): Links['route'] =>
  async (slug) => {
    if (!replica.serves(slug)) return primary(slug)
    const read = async () => there(slug)
    const route = await read().catch((error) => replica.failed(error))
    return route ?? primary(slug)
  }
