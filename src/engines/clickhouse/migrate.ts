/** Brings a database in ClickHouse up to date, or refuses one that a newer Fluxly has written. */
import { DatabaseRefused } from '../sql/refused.ts'
import { type Connection, type Database, MIGRATION, QUESTION, within } from './connection.ts'
import { assertWhollyMoved } from './moving.ts'
import { type Layout, MIGRATIONS, migrationsTable } from './tables.ts'

/**
 * Runs the migrations that are missing; the names of those that ran. Nodes that do it at once do it twice, which changes
 * nothing. Throws {@link DatabaseRefused} where the database is newer than the program.
 */
export async function migrate(connection: Connection, layout: Layout): Promise<string[]> {
  for (const statement of migrationsTable(layout)) await connection.command(statement, MIGRATION)
  const rows = await connection.ask<{ name: string }>('select distinct name from migrations')
  const ran = new Set(rows.map(({ name }) => name))
  const newer = [...ran].filter((name) => !Object.hasOwn(MIGRATIONS, name))
  if (newer.length > 0)
    throw new DatabaseRefused(
      `The database in ClickHouse was written by a newer Fluxly (it has "${newer.join('", "')}"). Start that version.`,
    )
  const missing = Object.entries(MIGRATIONS).filter(([name]) => !ran.has(name))
  for (const [name, statements] of missing) {
    for (const statement of statements.flatMap((made) => made(layout)))
      await connection.command(statement, MIGRATION)
    await connection.insert({ table: 'migrations', columns: ['name'], rows: [[name]], token: name })
  }
  return missing.map(([name]) => name)
}

/** A database that is brought up to date before it is first used, whenever that can be. `reach` does no more than that. */
export function upToDate(
  connection: Connection,
  layout: Layout,
): Database & { reach: () => Promise<string[]> } {
  let migrated: Promise<string[]> | null = null
  const reach = () => {
    migrated ??= assertWhollyMoved(connection)
      .then(() => migrate(connection, layout))
      .catch((error) => {
        migrated = null
        throw error
      })
    return migrated
  }
  return {
    reach,
    ask: async <Row>(...asked: Parameters<Database['ask']>) => {
      await within(QUESTION, reach())
      return connection.ask<Row>(...asked)
    },
    study: async <Row>(query: string) => {
      await reach()
      return connection.study<Row>(query)
    },
    insert: (block) => reach().then(() => connection.insert(block)),
    command: (query) => reach().then(() => connection.command(query)),
  }
}
