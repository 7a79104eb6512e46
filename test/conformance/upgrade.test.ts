import { describe, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { EVERY_CLICK } from '../../src/domain/click.ts'
import { DAY } from '../../src/domain/moment.ts'
import { type Period, readPeriod } from '../../src/domain/period.ts'
import { workingEngines } from '../../src/engines/postgres/engines.ts'
import { sqlClickStore } from '../../src/engines/sql/click-store.ts'
import type { ClicksSchema } from '../../src/engines/sql/clicks-schema.ts'
import type { SqlEngine } from '../../src/engines/sql/engine.ts'
import type { LinksSchema } from '../../src/engines/sql/links-schema.ts'
import { migrate } from '../../src/engines/sql/migrate.ts'
import { clicksMigrations } from '../../src/engines/sql/migrations/clicks.ts'
import { linksMigrations } from '../../src/engines/sql/migrations/links.ts'
import { dataFolder, prepareFolder } from '../../src/engines/sqlite/folder.ts'
import { fullySynced } from '../../src/engines/sqlite/open.ts'
import type { ClickStore } from '../../src/ports/click-store.ts'
import { clickOf, type FlatClick } from '../support/clicks.ts'
import { keepAsBefore } from '../support/first-clicks.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { scratchFolder, startServer } from '../support/server.ts'
import { PASSWORD, Session } from '../support/session.ts'

interface Old {
  engine: SqlEngine<LinksSchema>
  clicks: SqlEngine<ClicksSchema>
  ownClicks(store: ClickStore): ClickStore
  settings: Record<string, string>
}

const ENGINES: Record<string, () => Promise<Old>> = {
  async SQLite() {
    const folder = dataFolder(scratchFolder())
    prepareFolder(folder)
    return {
      engine: fullySynced(folder.links),
      clicks: fullySynced(folder.clicks),
      ownClicks: (store) => store,
      settings: { FLUXLY_DATA_DIR: folder.path },
    }
  },
  async PostgreSQL() {
    const url = await newPostgresDatabase()
    const { links, clicks, ownClicks } = workingEngines(url, () => undefined)
    return { engine: links, clicks, ownClicks, settings: { DATABASE_URL: url } }
  },
}

/** A database as the first version left it, with a user who knows PASSWORD and owns a link. */
async function firstVersion({ engine }: Old): Promise<void> {
  const { '0001-begin': begin } = linksMigrations(engine.types)
  if (!begin) throw new Error('The first migration is gone.')
  await migrate(engine, 'links', { '0001-begin': begin })
  const hash = await Bun.password.hash(PASSWORD, { algorithm: 'argon2id', memoryCost: 1024, timeCost: 1 })
  await sql`insert into users (id, email, password_hash, plan, admin, created_at)
    values ('usr_oldoldoldold', 'old@example.com', ${hash}, 'pro', 1, 1763812800123)`.execute(engine.db)
  await sql`insert into links (id, slug, target, user_id, created_at)
    values ('lnk_oldoldoldold', 'old', 'https://example.com/old', 'usr_oldoldoldold', 1763812800123)`.execute(
    engine.db,
  )
  await engine.close()
}

const NOW = Date.UTC(2026, 10, 1)

const someClick = (n: number): FlatClick => ({
  link: 1 + (n % 3),
  at: Date.UTC(2026, 8, 28, 23, 50) + Math.floor(n / 3) * 47_000 + (n % 5 === 0 ? 3 * DAY : 0),
  referrer: `r${n % 7}.example`,
  device: n % 2 === 0 ? 'mobile' : 'desktop',
  browser: `browser ${n % 300}`,
  os: 'iOS',
  country: n % 4 === 0 ? '' : 'DE',
  bot: n % 6 === 0,
  visitor: n % 11 === 0 ? 2 ** 53 - 1 - n : n % 11,
})

const REPORTED = { from: '2026-09-20', to: '2026-10-20', tz: 'Asia/Kathmandu' }

async function reportOf(store: ClickStore, links: number[]) {
  const period = readPeriod(REPORTED, NOW, 0) as Period
  const { recent, ...figures } = await store.report(links, period, EVERY_CLICK)
  return { ...figures, recent: recent.map(({ n, ...click }) => click) }
}

describe.each(Object.entries(ENGINES))('a database of the first version on %s', (_, open) => {
  test('is brought up to date with its users, who sign in with the passwords they had', async () => {
    const old = await open()
    await firstVersion(old)
    const server = await startServer(old.settings)
    const session = new Session(server)
    await session.signIn('old@example.com')
    expect(await session.ask(200, 'GET', '/api/account')).toMatchObject({
      user_id: 'usr_oldoldoldold',
      plan: 'pro',
      admin: true,
      email_verified: true,
      two_factor: false,
      created_at: '2025-11-22T12:00:00.123+00:00',
    })
    expect(await session.ask(200, 'GET', '/api/links')).toMatchObject([{ link_id: 'lnk_oldoldoldold' }])
    const visit = await server.visit('old')
    expect(visit.headers.get('location')).toBe('https://example.com/old')
    await server.end()
  })

  test('keeps its clicks, and counts as before', async () => {
    const { clicks: engine, engine: links, ownClicks } = await open()
    const { '0001-begin': begin } = clicksMigrations(engine, NOW)
    if (!begin) throw new Error('The first migration is gone.')
    await migrate(engine, 'clicks', { '0001-begin': begin })
    const clicks = Array.from({ length: 600 }, (_, n) => someClick(n))
    await keepAsBefore(engine.db, clicks)
    expect(await migrate(engine, 'clicks', clicksMigrations(engine, NOW))).toEqual([
      '0002-months',
      '0003-packed',
    ])
    const store = ownClicks(sqlClickStore(engine))
    expect(await store.verify()).toEqual({ clicks: 600, links: 3, discrepancies: [] })
    expect(await store.fold('the next part', clicks.map(clickOf), 0)).toBe(true)
    const { discrepancies } = await store.verify()
    expect(discrepancies).toHaveLength(0)

    const fresh = await open()
    await migrate(fresh.clicks, 'clicks', clicksMigrations(fresh.clicks, NOW))
    const same = fresh.ownClicks(sqlClickStore(fresh.clicks))
    for (const part of ['one', 'two']) await same.fold(part, clicks.map(clickOf), 0)
    for (const asked of [[1], [1, 2, 3]])
      expect(await reportOf(store, asked)).toEqual(await reportOf(same, asked))
    for (const each of [engine, links, fresh.clicks, fresh.engine]) await each.close()
  })
})
