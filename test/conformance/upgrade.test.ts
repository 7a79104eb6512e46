import { describe, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { workingEngines } from '../../src/engines/postgres/engines.ts'
import type { SqlEngine } from '../../src/engines/sql/engine.ts'
import { migrate } from '../../src/engines/sql/migrate.ts'
import { linksMigrations } from '../../src/engines/sql/migrations/links.ts'
import type { LinksSchema } from '../../src/engines/sql/schema.ts'
import { dataFolder, prepareFolder } from '../../src/engines/sqlite/folder.ts'
import { fullySynced } from '../../src/engines/sqlite/open.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { scratchFolder, startServer } from '../support/server.ts'
import { PASSWORD, Session } from '../support/session.ts'

interface Old {
  engine: SqlEngine<LinksSchema>
  settings: Record<string, string>
}

const ENGINES: Record<string, () => Promise<Old>> = {
  async SQLite() {
    const folder = dataFolder(scratchFolder())
    prepareFolder(folder)
    return { engine: fullySynced(folder.links), settings: { FLUXLY_DATA_DIR: folder.path } }
  },
  async PostgreSQL() {
    const url = await newPostgresDatabase()
    return { engine: workingEngines(url, () => undefined).links, settings: { DATABASE_URL: url } }
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
})
