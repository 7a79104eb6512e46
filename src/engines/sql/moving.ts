/** The mark of a database that is being moved into: a table, which is there until both sides are proven equal. */
import type { Kysely } from 'kysely'
import { DatabaseRefused } from './migrate.ts'

/** Its rows are the foreign keys that come back in the end, as statements. */
export interface MovingSchema {
  fluxly_moving: { foreign_key: string }
}

/** Whether a move into the database has begun and not ended. */
export async function isMoving<Schema>(db: Kysely<Schema>): Promise<boolean> {
  const tables = await db.introspection.getTables()
  return tables.some(({ name }) => name === 'fluxly_moving')
}

/** Throws {@link DatabaseRefused} where it has: nobody must use what is not whole. */
export async function assertWhollyMoved<Schema>(db: Kysely<Schema>): Promise<void> {
  if (await isMoving(db))
    throw new DatabaseRefused(
      'Data is being moved into this database: end that first, with fluxly migrate --from sqlite. To give it up, drop the database.',
    )
}
