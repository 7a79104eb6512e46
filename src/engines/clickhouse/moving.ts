/** The mark of a database that clicks are being moved into: a table, which is there until both sides are proven equal. */
import { DatabaseRefused } from '../sql/refused.ts'
import type { Database } from './connection.ts'

/** Whether a move into the database has begun and not ended. */
export async function isMoving(database: Pick<Database, 'ask'>): Promise<boolean> {
  const [row] = await database.ask<{ result: number }>('exists table fluxly_moving')
  return row?.result === 1
}

/** Throws {@link DatabaseRefused} where it has: nobody must count into what is not whole. */
export async function assertWhollyMoved(database: Pick<Database, 'ask'>): Promise<void> {
  if (await isMoving(database))
    throw new DatabaseRefused(
      'Clicks are being moved into this database in ClickHouse: end that first, with fluxly migrate --clicks-to. To give it up, drop the database.',
    )
}
