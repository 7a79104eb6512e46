/** Brings a database up to date, or refuses one that a newer Fluxly has written. */
import { type Migration, Migrator, sql } from 'kysely'
import type { SqlEngine } from './engine.ts'

/** A database that this program must not touch, with what to do about it. */
export class DatabaseRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DatabaseRefused'
  }
}

/**
 * Runs the migrations that `name`'s tables still lack, under a lock, all or none.
 * Gives back the names of those that ran. Throws {@link DatabaseRefused} where the database is newer than the program.
 */
export async function migrate<Schema>(
  engine: SqlEngine<Schema>,
  name: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const migrator = new Migrator({
    db: engine.db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: `${name}_migrations`,
    migrationLockTableName: `${name}_migrations_lock`,
  })
  const newer = await unknownMigrations(engine, `${name}_migrations`, migrations)
  if (newer.length > 0)
    throw new DatabaseRefused(
      `The database was written by a newer Fluxly (it has "${newer.join('", "')}"). Start that version, or restore a backup.`,
    )
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw error
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

async function unknownMigrations<Schema>(
  engine: SqlEngine<Schema>,
  table: string,
  known: Record<string, Migration>,
): Promise<string[]> {
  const tables = await engine.db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((t) => t.name === table)) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(engine.db)
  return rows.map((row) => row.name).filter((name) => !Object.hasOwn(known, name))
}
