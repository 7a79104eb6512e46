/** Brings a database up to date, or refuses one that a newer Fluxly has written. */
import { type Kysely, type Migration, Migrator, sql } from 'kysely'
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
export const migrate = <Schema>(
  engine: SqlEngine<Schema>,
  name: string,
  migrations: Record<string, Migration>,
): Promise<string[]> => engine.upgrade((db) => migrateOn(db, name, migrations))

async function migrateOn<Schema>(
  db: Kysely<Schema>,
  name: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: `${name}_migrations`,
    migrationLockTableName: `${name}_migrations_lock`,
  })
  const refuseNewer = () => refuseUnknown(db, `${name}_migrations`, migrations)
  await refuseNewer()
  const { error, results = [] } = await migrator.migrateToLatest()
  // While this waited for the lock, a newer program may have come first.
  if (error) await refuseNewer()
  if (error) throw error
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

async function refuseUnknown<Schema>(
  db: Kysely<Schema>,
  table: string,
  known: Record<string, Migration>,
): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((t) => t.name === table)) return
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db)
  const newer = rows.map((row) => row.name).filter((has) => !Object.hasOwn(known, has))
  if (newer.length > 0)
    throw new DatabaseRefused(
      `The database was written by a newer Fluxly (it has "${newer.join('", "')}"). Start that version, or restore a backup.`,
    )
}
