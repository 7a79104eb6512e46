/** The stores of every engine, for suites that each of them has to pass. */
import type { NewLink } from '../../src/ports/links.ts'
import { openServingStores, openStores, type Stores } from '../../src/stores.ts'
import { newClickHouseDatabase } from './clickhouse.ts'
import { newPostgresDatabase } from './postgres.ts'
import { scratchFolder } from './server.ts'

const trouble = (message: string, error?: unknown) => {
  throw new Error(message, { cause: error })
}

const opened = (dataDir: string, databaseUrl: string | null) => openStores({ dataDir, databaseUrl }, trouble)

/** Opens new, empty stores of an engine. */
export const ENGINES: Record<string, () => Promise<Stores>> = {
  SQLite: () => opened(scratchFolder(), null),
  'SQLite, synced in groups': () =>
    openServingStores(
      { dataDir: scratchFolder(), databaseUrl: null, databaseReplicaUrl: null, outageSeconds: 0 },
      trouble,
      (error) => trouble('sync', error),
    ),
  PostgreSQL: async () => opened(scratchFolder(), await newPostgresDatabase()),
}

async function withClickHouse(cluster: string | null): Promise<Stores> {
  const clickHouse = { url: await newClickHouseDatabase(), cluster }
  return openStores({ dataDir: scratchFolder(), databaseUrl: null, clickHouse }, trouble)
}

/** The same, with clicks in ClickHouse: for the suites that are about clicks. */
export const CLICK_ENGINES: typeof ENGINES = {
  ...ENGINES,
  'SQLite, clicks in ClickHouse': () => withClickHouse(null),
}

/** The same, and two shards: for the suites that are about what is kept and what goes. */
export const KEEPING_ENGINES: typeof ENGINES = {
  ...CLICK_ENGINES,
  'SQLite, clicks on two shards of ClickHouse': () => withClickHouse('pair'),
}

/** The same, and tables of a cluster of one: for the suite that is about counting. */
export const COUNTING_ENGINES: typeof ENGINES = {
  ...KEEPING_ENGINES,
  'SQLite, clicks in ClickHouse’s Distributed tables': () => withClickHouse('fluxly'),
}

export const NOW = Date.UTC(2026, 10, 22, 12)
const letters = (number: number) => number.toString(36).padStart(12, '0')
let made = 0

/** Makes a user. */
export async function someUser({ users }: Stores, plan: 'free' | 'pro' | 'full_stack' = 'full_stack') {
  const id = `usr_${letters(++made)}`
  const user = {
    id,
    email: `${id}@example.com`,
    name: '',
    plan,
    admin: false,
    emailVerified: true,
    disabledAt: null,
    createdAt: NOW,
  }
  await users.create(user, 'hash')
  return user
}

/** A link to be stored. */
export const someLink = (userId: string, over: Partial<NewLink> = {}): NewLink => ({
  id: `lnk_${letters(++made)}`,
  slug: `slug-${made}`,
  target: 'https://example.com/',
  userId,
  passwordHash: null,
  expiresAt: null,
  createdAt: NOW,
  disabledAt: null,
  ...over,
})

/** Stores a link within a wide limit. */
export const store = ({ links }: Stores, link: NewLink, monthlyLimit = 1000) =>
  links.create({ link, monthlyLimit, month: '2026-11' })
