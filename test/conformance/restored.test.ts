/** An SQL database that came back from a backup, beside a ClickHouse that went on. */
import { describe, expect, test } from 'bun:test'
import { openStores } from '../../src/stores.ts'
import { newClickHouseDatabase } from '../support/clickhouse.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { scratchFolder } from '../support/server.ts'
import { NOW } from '../support/stores.ts'

const trouble = (message: string, error?: unknown) => {
  throw new Error(message, { cause: error })
}

const CLICK = {
  link: 1,
  at: NOW,
  traits: {
    referrer: 'direct',
    device: 'desktop' as const,
    browser: 'Chrome',
    os: 'Linux',
    country: '',
    bot: false,
    visitor: 7,
  },
}

const DATABASES: [string, () => Promise<string | null>][] = [
  ['SQLite', async () => null],
  ['PostgreSQL', newPostgresDatabase],
]

describe.each(DATABASES)('%s beside a ClickHouse that is ahead', (_, newDatabase) => {
  test('numbers parts behind all that ClickHouse has counted', async () => {
    const clickHouse = { url: await newClickHouseDatabase(), cluster: null }
    const open = async () =>
      openStores({ dataDir: scratchFolder(), databaseUrl: await newDatabase(), clickHouse }, trouble)
    const before = await open()
    expect(await before.clicks.fold('spool/0', [CLICK], NOW)).toBe(true)
    const counted = await before.clicks.newest()
    await before.close()
    const restored = await open()
    for (const part of ['spool/1', 'spool/2'])
      expect(await restored.clicks.fold(part, [CLICK], NOW)).toBe(true)
    expect(await restored.clicks.fold('spool/1', [CLICK], NOW)).toBe(false)
    expect(await restored.clicks.newest()).toBeGreaterThan(counted)
    const { clicks } = (await restored.clicks.totals([1])).get(1) ?? {}
    expect(clicks).toBe(3)
    await restored.close()
  })
})
