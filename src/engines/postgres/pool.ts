/** A pool of connections that never hang: every wait has an end, and a connection that broke is not used again. */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { Pool, type PoolClient, types as pgTypes } from 'pg'
import { DatabaseAway, isBroken } from './away.ts'
import { Gate } from './gate.ts'

/** Times in milliseconds; 0: as long as it takes. */
export interface PoolLimits {
  connections: number
  /** How long a statement may run, or wait for others; PostgreSQL ends it. */
  statement: number
  /** How long a transaction may stand still: its node may be cut off, and others wait for what it holds. */
  standstill: number
  /** How long a statement may wait for a lock. */
  lock: number
}

/** For what answers requests. */
export const ANSWERING: PoolLimits = { connections: 10, statement: 3_000, standstill: 10_000, lock: 1_000 }
/** For statistics, folding, housekeeping and commands. */
export const WORKING: PoolLimits = { connections: 10, statement: 30_000, standstill: 60_000, lock: 0 }
/** For redirects that a replica answers: where it does not, there is still the primary to ask. */
export const READING: PoolLimits = { connections: 10, statement: 1_000, standstill: 10_000, lock: 0 }
/** For what changes tables: it may take long, but waits for a lock for less time than those who queue up behind it. */
export const UPGRADING: PoolLimits = { connections: 1, statement: 0, standstill: 0, lock: 800 }

/** PostgreSQL ends what takes too long; where even that is not heard, the connection is given up so much later. */
const UNHEARD = 500

const INT8 = 20
const NUMERIC = 1700

/** Whole numbers come as numbers: none of ours reaches 2^53. */
export const numbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? Number : pgTypes.getTypeParser(oid, format as 'text'),
}

/** How a connection is made. */
export const connectionTo = (url: string, { statement, standstill, lock }: PoolLimits) => ({
  connectionString: url,
  connectionTimeoutMillis: 2_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  idle_in_transaction_session_timeout: standstill,
  types: numbers,
  ...(statement > 0 ? { statement_timeout: statement, query_timeout: statement + UNHEARD } : {}),
  ...(lock > 0 ? { lock_timeout: lock } : {}),
})

/** A connection while it is lent. Once it broke, nothing more is asked of it, and it does not go back. */
class Lent implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #broke: (error: DatabaseAway) => void
  readonly #back: () => void
  #broken: DatabaseAway | null = null
  #undone: Promise<unknown> = Promise.resolve()

  constructor(client: PoolClient, broke: (error: DatabaseAway) => void, back: () => void) {
    this.#client = client
    this.#broke = broke
    this.#back = back
    // A lent connection that breaks fails its query too; unheard, the event would end the process.
    client.on('error', this.#hear)
  }

  readonly #hear = (error: Error) => {
    this.#give(error)
  }

  #give(error: unknown): DatabaseAway {
    this.#broken ??= new DatabaseAway(error)
    this.#broke(this.#broken)
    return this.#broken
  }

  async #ask(text: string, values: readonly unknown[]) {
    if (this.#broken) throw new DatabaseAway(this.#broken.cause)
    try {
      return await this.#client.query(text, [...values])
    } catch (error) {
      throw isBroken(error) ? this.#give(error) : error
    }
  }

  /** Nobody waits for a transaction to be undone: nothing hangs on it but when the connection goes back. */
  query = (async (text: string, values: readonly unknown[]) => {
    if (text !== 'rollback') return this.#ask(text, values)
    this.#undone = this.#ask(text, values).catch(() => undefined)
    return { command: 'ROLLBACK', rowCount: 0, rows: [] }
  }) as unknown as PostgresPoolClient['query']

  release(): void {
    this.#undone.then(() => {
      this.#client.off('error', this.#hear)
      this.#client.release(this.#broken ?? undefined)
      this.#back()
    })
  }
}

/** Opens a pool. */
export function limitedPool(url: string, limits: PoolLimits): PostgresPool {
  const pool = new Pool({ ...connectionTo(url, limits), max: limits.connections })
  const gate = new Gate(limits.connections)
  // An idle connection that breaks is replaced; who needs one hears whether PostgreSQL is away.
  pool.on('error', () => undefined)

  /** One connection may break alone; where one is not answered, others would not be either. */
  function broke(error: DatabaseAway): void {
    if (/timeout/.test(error.message)) gate.refuseAll(error)
  }

  return {
    async connect() {
      await gate.enter()
      const since = performance.now()
      const leave = () => gate.leave(performance.now() - since)
      try {
        return new Lent(await pool.connect(), broke, leave)
      } catch (cause) {
        leave()
        const error = new DatabaseAway(cause)
        gate.refuseAll(error)
        throw error
      }
    },
    end: () => pool.end(),
  }
}
