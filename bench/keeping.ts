/** Where measured servers keep links and clicks: in their own files, or in real databases started for the measurement. */
import type { DataFolder } from '../src/engines/sqlite/folder.ts'
import { startClickHouse, stopClickHouse } from '../test/support/clickhouse.ts'
import { query, TestPostgres } from '../test/support/postgres.ts'
import { AGE, fillLinks } from './dataset.ts'
import { cpuOf } from './processes.ts'
import { TARGET_END, TARGET_START } from './traffic.ts'

/** CPU time that databases have used, in microseconds; 0 for one that is not there. */
export interface DatabaseTime {
  postgres: number
  clickHouse: number
}

export interface Keeping {
  /** What tells a server to keep them there. */
  settings: Record<string, string>
  /** Puts links 0 to `links` - 1 there, while no server runs. `folder` is the server's. */
  fill(folder: DataFolder, userId: string, links: number): Promise<void>
  used(): DatabaseTime
}

/** SQLite, in the server itself. */
export const IN_FILES: Keeping = {
  settings: {},
  fill: async (folder, userId, links) => fillLinks(folder.links, userId, links),
  used: () => ({ postgres: 0, clickHouse: 0 }),
}

const started = new Set<TestPostgres>()

/** Ends every database that was started. */
export async function stopDatabases(): Promise<void> {
  for (const postgres of started) await postgres.stop()
  started.clear()
  await stopClickHouse()
}

/** The links of `fillLinks`, made by PostgreSQL. */
const linksOf = (userId: string, links: number) => `
  insert into links (id, slug, target, user_id, created_at)
  select 'lnk_' || lpad(i::text, 12, '0'), slug, '${TARGET_START}/r/' || slug || '${TARGET_END}', '${userId}',
    ${Date.now() - AGE}
  from (select i, 'b' || lpad(i::text, 6, '0') as slug from generate_series(0, ${links - 1}) as i) as made`

/** Everything in a new PostgreSQL. */
export async function inPostgres(): Promise<Keeping> {
  const postgres = await TestPostgres.start()
  started.add(postgres)
  const url = await postgres.newDatabase()
  return {
    settings: { DATABASE_URL: url, FLUXLY_SECRET: 'known to all nodes, and to nobody else' },
    async fill(_, userId, links) {
      await query(url, linksOf(userId, links))
    },
    used: () => ({ postgres: cpuOf(postgres.pid).total, clickHouse: 0 }),
  }
}

/** Links in a new PostgreSQL, clicks in a new ClickHouse. */
export async function inPostgresAndClickHouse(): Promise<Keeping> {
  const { settings, fill, used } = await inPostgres()
  const clickHouse = await startClickHouse()
  await clickHouse.run('create database fluxly engine = Atomic')
  return {
    settings: { ...settings, CLICKHOUSE_URL: clickHouse.url('fluxly') },
    fill,
    used: () => ({ ...used(), clickHouse: cpuOf(clickHouse.pid).total }),
  }
}
