/** Changing tables while others use them. */
import { Kysely, PostgresDialect } from 'kysely'
import { limitedPool, type PoolLimits, UPGRADING } from './pool.ts'

const LOCK_NOT_AVAILABLE = '55P03'
/** Three minutes of tries, with a second between in which those who queued up go on. */
const TRIES = 100
const PAUSE = 1_000

/** Does something on a connection that is made for it. */
export async function withConnection<Schema, T>(
  url: string,
  limits: PoolLimits,
  run: (db: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: limitedPool(url, limits) }) })
  try {
    return await run(db)
  } finally {
    await db.destroy()
  }
}

async function untilUnlocked<T>(run: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await run()
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || left <= 1) throw error
      await new Promise((done) => setTimeout(done, PAUSE))
    }
  }
}

/**
 * Makes what runs changes of tables. A change that has to wait for a lock gives way and is tried again: it is one
 * transaction, so nothing is left of a try. Kysely lets one node at a time change tables.
 */
export const upgrading =
  (url: string) =>
  <Schema, T>(run: (db: Kysely<Schema>) => Promise<T>): Promise<T> =>
    withConnection<Schema, T>(url, UPGRADING, (db) => untilUnlocked(() => run(db)))
