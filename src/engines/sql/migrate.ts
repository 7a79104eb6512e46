/** Brings a database up to date, or refuses one that a newer Fluxly has written. */
import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import type { SqlEngine } from './engine.ts'
import { DatabaseRefused } from './refused.ts'

/**
 * Runs the migrations that `name`'s tables still lack, under a lock, all or none.
 * Gives back the names of those that ran. Throws {@link DatabaseRefused} where the database is newer than the program.
 */
export async function migrate<Schema>(
  engine: SqlEngine<Schema>,
  name: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const table = `${name}_migrations`
  const hasAll = async () => {
    const done = (await engine.hasTable(table)) ? await readNames(engine.db, table) : []
    refuseNewer(done, migrations)
    return done.length === Object.keys(migrations).length
  }
  // Kysely looks at every table before it finds that there is nothing to do, and takes a lock for that.
  if (await hasAll()) return []
  try {
    return await engine.upgrade((db) => runOn(db, table, migrations))
  } catch (error) {
    // While this waited for the lock, a newer program may have come first.
    await hasAll()
    throw error
  }
}

async function runOn<Schema>(
  db: Kysely<Schema>,
  table: string,
  migrations: Record<string, Migration>,
): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw error
  return results.filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

async function readNames<Schema>(db: Kysely<Schema>, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db)
  return rows.map(({ name }) => name)
}

function refuseNewer(done: string[], known: Record<string, Migration>): void {
  const newer = done.filter((has) => !Object.hasOwn(known, has))
  if (newer.length > 0)
    throw new DatabaseRefused(
      `The database was written by a newer Fluxly (it has "${newer.join('", "')}"). Start that version, or restore a backup.`,
    )
}
