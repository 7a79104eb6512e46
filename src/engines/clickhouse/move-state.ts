/** A database in ClickHouse on its way from being empty to being moved into. */
import type { MoveDestination } from '../../ports/moving.ts'
import { DatabaseRefused } from '../sql/refused.ts'
import { Connection, type Database, MIGRATION } from './connection.ts'
import { migrate } from './migrate.ts'
import { clickHouseMoveDestination } from './move-destination.ts'
import { isMoving } from './moving.ts'
import { CLICK_TABLES, layoutOf, movingTable, onCluster } from './tables.ts'

export interface ClickHouseMove {
  destination: MoveDestination
  /** Whether a move into it has begun and not ended. */
  isMoving(): Promise<boolean>
  /** Makes an empty database ready; refused where it has clicks that no move has brought. */
  begin(): Promise<void>
  /** From now on servers take it. */
  end(): Promise<void>
  close(): Promise<void>
}

async function assertEmpty(database: Database): Promise<void> {
  for (const table of CLICK_TABLES)
    if ((await database.ask(`select 1 from ${table} limit 1`)).length > 0)
      throw new DatabaseRefused(
        `The database in ClickHouse has data already, in its table ${table}. Move into an empty one.`,
      )
}

/** Opens the database behind a URL to move clicks into it. */
export function openClickHouseMove(clickHouse: { url: string; cluster: string | null }): ClickHouseMove {
  const layout = layoutOf(clickHouse)
  const connection = new Connection(clickHouse.url, layout.cluster !== null, () => undefined)
  return {
    destination: clickHouseMoveDestination(connection, layout),
    isMoving: () => isMoving(connection),
    async begin() {
      await migrate(connection, layout)
      await assertEmpty(connection)
      await connection.command(movingTable(layout), MIGRATION)
    },
    end: () => connection.command(`drop table if exists fluxly_moving${onCluster(layout)} sync`, MIGRATION),
    close: () => connection.close(),
  }
}
