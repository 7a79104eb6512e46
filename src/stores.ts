/** Choosing the engines, once, at start. Nothing else asks which database there is. */
import type { Config } from './config/config.ts'
import { assertClicksHere, assertNoClicks } from './engines/clickhouse/whereabouts.ts'
import { memoryLimits } from './engines/memory/limits.ts'
import { sqlClickStore } from './engines/sql/click-store.ts'
import type { SqlEngine } from './engines/sql/engine.ts'
import type { SqlEngines } from './engines/sql/engines.ts'
import { sqlIdempotencyKeys } from './engines/sql/idempotency.ts'
import { sqlInvitations } from './engines/sql/invitations.ts'
import { sqlKeys } from './engines/sql/keys.ts'
import { sqlLinks } from './engines/sql/links.ts'
import type { LinksSchema } from './engines/sql/links-schema.ts'
import { migrate } from './engines/sql/migrate.ts'
import { clicksMigrations } from './engines/sql/migrations/clicks.ts'
import { linksMigrations } from './engines/sql/migrations/links.ts'
import { assertWhollyMoved } from './engines/sql/moving.ts'
import { sqlOutbox } from './engines/sql/outbox.ts'
import { sqlSessions } from './engines/sql/sessions.ts'
import { sqlSettings } from './engines/sql/settings.ts'
import { sqlUsers } from './engines/sql/users.ts'
import { syncNames } from './engines/sqlite/durable.ts'
import { servingSqlite, workingSqlite } from './engines/sqlite/engines.ts'
import { dataFolder, markInstalled } from './engines/sqlite/folder.ts'
import type { SyncFailed } from './engines/sqlite/sync.ts'
import type { ClickStore } from './ports/click-store.ts'
import type { IdempotencyKeys } from './ports/idempotency.ts'
import type { Invitations } from './ports/invitations.ts'
import type { Keys } from './ports/keys.ts'
import type { Limits } from './ports/limits.ts'
import type { LinkChanges } from './ports/link-changes.ts'
import type { Links } from './ports/links.ts'
import type { Outbox } from './ports/mail.ts'
import type { Sessions } from './ports/sessions.ts'
import type { Settings } from './ports/settings.ts'
import type { Users } from './ports/users.ts'
import { withReportThread } from './reporting/reporting.ts'
import { systemClock } from './system.ts'

/** Something that happened to a store and that the operator should hear of. */
export type Report = (message: string, error?: unknown) => void

interface Engines extends SqlEngines {
  limits: Stores['limits']
}

export interface Stores {
  users: Users
  sessions: Sessions
  invitations: Invitations
  settings: Settings
  outbox: Outbox
  keys: Keys
  links: Links
  idempotencyKeys: IdempotencyKeys
  clicks: ClickStore
  changes: LinkChanges
  /** Limits, counted once for all who share the database; under the installation's secret it keeps no address. */
  limits: (secret: string) => Limits
  /** What the library for accounts keeps its tables in. */
  accountsEngine: SqlEngine<LinksSchema>
  /** Migrations that ran when the stores were opened. */
  migrated: string[]
  /** Brings a ClickHouse up to date; the migrations that ran. Refused while it is away; none where clicks are not kept there. */
  reachClickHouse(): Promise<string[]>
  close(): Promise<void>
}

interface StoreSettings extends Pick<Config, 'dataDir' | 'databaseUrl'>, Partial<Pick<Config, 'clickHouse'>> {
  /**
   * Of a part of a server that runs: the database is up to date, or newer, because a newer program has changed its tables
   * since. Those who are there go on with it, and so do the workers and threads that they start.
   */
  joining?: boolean
}
type ServingSettings = StoreSettings & Pick<Config, 'databaseReplicaUrl' | 'outageSeconds'>

/** The driver is loaded only where it is used. */
const postgres = () => import('./engines/postgres/engines.ts')

/** Nodes that share PostgreSQL count limits there, together. */
async function countingTogether(engines: SqlEngines, report: Report): Promise<Engines> {
  const { postgresLimits } = await import('./engines/postgres/limits.ts')
  const parts = { alone: memoryLimits(systemClock), clock: systemClock, report }
  return { ...engines, limits: (secret) => postgresLimits(engines.links.db, { ...parts, secret }) }
}

async function bringUpToDate({ links, clicks }: Engines, { joining }: StoreSettings): Promise<string[]> {
  await assertWhollyMoved(links)
  if (joining) return []
  const ran = await migrate(links, 'links', linksMigrations(links.types))
  return [...ran, ...(await migrate(clicks, 'clicks', clicksMigrations(clicks, systemClock.now())))]
}

interface ClickKeeping {
  clicks: ClickStore
  reach(): Promise<string[]>
  close(): Promise<void>
}

/** Where clicks are kept: in ClickHouse, whose driver is loaded only then, or in the SQL database. */
async function keepingClicks(
  engines: Engines,
  { clickHouse }: StoreSettings,
  report: Report,
): Promise<ClickKeeping> {
  if (!clickHouse) {
    await assertClicksHere(engines.clicks)
    const clicks = engines.ownClicks(sqlClickStore(engines.clicks))
    return { clicks, reach: async () => [], close: async () => undefined }
  }
  await assertNoClicks(engines.clicks)
  const { openClickHouse } = await import('./engines/clickhouse/click-store.ts')
  const lost = (error: unknown) => report('ClickHouse does not answer; clicks wait in the spool.', error)
  return openClickHouse(clickHouse, engines.clicks, lost)
}

async function stores(engines: Engines, settings: StoreSettings, report: Report): Promise<Stores> {
  const begin = async () => ({
    migrated: await bringUpToDate(engines, settings),
    keeping: await keepingClicks(engines, settings, report),
  })
  const { migrated, keeping } = await begin().catch(async (error) => {
    await engines.close()
    throw error
  })
  return {
    users: sqlUsers(engines.links),
    sessions: sqlSessions(engines.links),
    invitations: sqlInvitations(engines.links),
    settings: sqlSettings(engines.links),
    outbox: sqlOutbox(engines.links),
    accountsEngine: engines.links,
    keys: sqlKeys(engines.links),
    links: engines.ownLinks(sqlLinks(engines.links)),
    idempotencyKeys: sqlIdempotencyKeys(engines.links),
    clicks: keeping.clicks,
    changes: engines.changes,
    limits: engines.limits,
    migrated,
    reachClickHouse: keeping.reach,
    async close() {
      await keeping.close()
      await engines.close()
    },
  }
}

async function openSqlite(engines: SqlEngines, settings: StoreSettings, report: Report): Promise<Stores> {
  const alone = { ...engines, limits: () => memoryLimits(systemClock) }
  const opened = await stores(alone, settings, report)
  const folder = dataFolder(settings.dataDir)
  markInstalled(folder)
  // SQLite syncs the name of a new log too, but does not tell where that fails.
  syncNames(folder.path)
  return opened
}

/** Opens the stores for a process that answers requests: its event loop never waits for the disk, nor for long reads. */
export async function openServingStores(
  settings: ServingSettings,
  report: Report,
  syncFailed: SyncFailed,
): Promise<Stores> {
  const { databaseUrl: url, databaseReplicaUrl: replicaUrl, outageSeconds } = settings
  if (url !== null) {
    const { servingEngines } = await postgres()
    const engines = servingEngines({ url, replicaUrl, outlast: outageSeconds * 1_000 }, report)
    return stores(await countingTogether(engines, report), settings, report)
  }
  const folder = dataFolder(settings.dataDir)
  const opened = await openSqlite(servingSqlite(folder, syncFailed), settings, report)
  return settings.clickHouse ? opened : withReportThread(opened, folder.clicks, report)
}

async function openWorking(url: string, settings: StoreSettings, report: Report): Promise<Stores> {
  const { workingEngines } = await postgres()
  return stores(await countingTogether(workingEngines(url, report), report), settings, report)
}

/** Opens the stores for a command or a thread of its own, which may wait for the disk. */
export const openStores = async (settings: StoreSettings, report: Report): Promise<Stores> =>
  settings.databaseUrl === null
    ? openSqlite(workingSqlite(dataFolder(settings.dataDir)), settings, report)
    : openWorking(settings.databaseUrl, settings, report)
