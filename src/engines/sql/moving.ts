/** The mark of a database that is being moved into: a table, which is there until both sides are proven equal. */
import type { SqlEngine } from './engine.ts'
import { DatabaseRefused } from './refused.ts'

/** Its rows are the foreign keys that come back in the end, as statements. */
export interface MovingSchema {
  fluxly_moving: { foreign_key: string }
}

/** Is there while a move into the database has begun and not ended. */
export const MOVING_TABLE = 'fluxly_moving'

/** Throws {@link DatabaseRefused} where a move has begun and not ended: nobody must use what is not whole. */
export async function assertWhollyMoved<Schema>(engine: SqlEngine<Schema>): Promise<void> {
  if (await engine.hasTable(MOVING_TABLE))
    throw new DatabaseRefused(
      'Data is being moved into this database: end that first, with fluxly migrate --from sqlite. To give it up, drop the database.',
    )
}
