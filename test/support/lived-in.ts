/** A data folder in which every table has rows: what people leave behind in some months. */
import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import { openStores } from '../../src/stores.ts'
import { dataOf } from './ledger-stage.ts'
import type { TestServer, TestUser } from './server.ts'
import { codeOf, owner, PASSWORD, Session } from './session.ts'

export interface LivedIn {
  /** The owner, signed in. */
  boss: Session
  /** Somebody with a key and links in every state. */
  user: TestUser
  /** Somebody with two factors, and with thousands of links and clicks. */
  careful: TestUser & { totpURI: string }
  deleted: string
}

export const SEEDED = 12_000
const CLICKS = 12_000
/** Links that the user is shown. */
export const LISTED = 4
const NOW = Date.now()

async function links(server: TestServer, { key }: TestUser): Promise<string> {
  const make = async (fields: object, headers = {}) => {
    const body = { target_url: 'https://example.com/', ...fields }
    const answer = await server.api(key, 'POST', '/api/links', body, headers)
    return ((await answer.json()) as { link_id: string }).link_id
  }
  await make({ custom_slug: 'once' }, { 'Idempotency-Key': 'one and the same' })
  await make({ custom_slug: 'gated', password: 'open sesame', expires_at: '2030-01-01T00:00:00.5Z' })
  await make({ custom_slug: 'odd', target_url: 'https://example.com/"quoted\\"?ü=漢字&{}=,%00' })
  const [deleted, taken] = [await make({ custom_slug: 'deleted' }), await make({ custom_slug: 'taken' })]
  for (const id of [deleted, taken]) await server.api(key, 'DELETE', `/api/links/${id}`)
  await make({ custom_slug: 'taken' })
  return deleted
}

async function people(server: TestServer) {
  const boss = await owner(server)
  await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'open' })
  await boss.ask(201, 'POST', '/api/admin/invitations', { email: 'guest@example.com' })
  await new Session(server).ask(202, 'POST', '/api/sign-up', { email: 'newcomer@example.com' })
  const careful = await server.user('careful@example.com')
  const session = new Session(server)
  await session.signIn(careful.email)
  const factor = { password: PASSWORD }
  const { totpURI } = await session.ask<{ totpURI: string }>(
    200,
    'POST',
    '/api/auth/two-factor/enable',
    factor,
  )
  await session.ask(200, 'POST', '/api/auth/two-factor/verify-totp', { code: await codeOf(totpURI) })
  return { boss, careful: { ...careful, totpURI } }
}

/** Rows that a program cannot ask for, or not so many of them. */
function seed(file: string, userId: string): void {
  const db = new Database(file)
  db.run('begin immediate')
  db.run(
    `insert into passkeys (id, user_id, name, public_key, credential_id, counter, device_type, backed_up, created_at)
     values ('psk_1', ?, 'laptop ☂', 'key', 'credential', 7, 'multiDevice', 1, '2026-11-01T10:00:00.123Z')`,
    [userId],
  )
  db.run(
    `insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
     values ('ver_1', 'reset', ?, '2030-01-01T00:00:00.000Z', '2026-11-01T10:00:00.000Z', '2026-11-01T10:00:00.000Z')`,
    [userId],
  )
  db.run(
    `insert into mails (recipient, subject, link, at, expires_at) values ('a@b.example', 's', 'l', ?, ?)`,
    [NOW, NOW + 3_600_000],
  )
  const link = db.query('insert into links (id, slug, target, user_id, created_at) values (?, ?, ?, ?, ?)')
  for (let n = 0; n < SEEDED; n++)
    link.run(
      `lnk_s${String(n).padStart(11, '0')}`,
      `seeded-${n}`,
      `https://example.com/${n}`,
      userId,
      NOW - n,
    )
  db.run('commit')
  db.close()
}

async function clicks(dataDir: string): Promise<void> {
  const stores = await openStores({ dataDir, databaseUrl: null }, (message, error) => {
    throw new Error(message, { cause: error })
  })
  const made = Array.from({ length: CLICKS }, (_, n) => ({
    link: 1 + (n % 2_000),
    at: NOW - (n % 50) * 86_400_000,
    traits: {
      referrer: n % 3 ? 'direct' : `site-${n % 50}.example`,
      device: 'desktop' as const,
      browser: 'Chrome',
      os: 'Linux',
      country: n % 5 ? 'DE' : '',
      bot: n % 11 === 0,
      visitor: (n * 7_919) % 1_000,
    },
  }))
  await stores.clicks.fold('lived-in/0', made, NOW)
  await stores.close()
}

/** Lives in an empty server for a while. */
export async function liveIn(server: TestServer): Promise<LivedIn> {
  const { boss, careful } = await people(server)
  const user = await server.user('mover@example.com')
  const deleted = await links(server, user)
  seed(join(dataOf(server), 'links.db'), careful.id)
  await clicks(dataOf(server))
  return { boss, user, careful, deleted }
}
