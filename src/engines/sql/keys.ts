/** API keys in SQL: their hashes, never they themselves. */
import type { Selectable, UpdateQueryBuilder, UpdateResult } from 'kysely'
import type { KeyRecord, Keys } from '../../ports/keys.ts'
import type { SqlEngine } from './engine.ts'
import type { KeysTable, LinksSchema } from './links-schema.ts'
import { toUser, USER_COLUMNS } from './users.ts'

const toKey = (row: Omit<Selectable<KeysTable>, 'hash'>): KeyRecord => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  start: row.start,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
})

/** Keys kept by an SQL engine. */
export function sqlKeys(engine: SqlEngine<LinksSchema>): Keys {
  const { db } = engine
  const ownerOf = engine.prepare(
    db
      .selectFrom('keys')
      .innerJoin('users', 'users.id', 'keys.user_id')
      .select(USER_COLUMNS)
      .select(['keys.id as key_id', 'keys.last_used_at'])
      .where('keys.revoked_at', 'is', null)
      .where('users.disabled_at', 'is', null)
      .where('keys.hash', '=', ''),
  )

  type LivingKeys = UpdateQueryBuilder<LinksSchema, 'keys', 'keys', UpdateResult>

  /** Revokes the one living key that is chosen; false where there is none. */
  async function revoke(choose: (keys: LivingKeys) => LivingKeys, now: number): Promise<boolean> {
    const { numUpdatedRows } = await engine.write((tx) =>
      choose(
        tx.updateTable('keys').set({ revoked_at: now }).where('revoked_at', 'is', null),
      ).executeTakeFirst(),
    )
    return numUpdatedRows === 1n
  }

  return {
    async create(key, hash) {
      const row = {
        id: key.id,
        user_id: key.userId,
        name: key.name,
        start: key.start,
        hash,
        created_at: key.createdAt,
        last_used_at: key.lastUsedAt,
        revoked_at: key.revokedAt,
      }
      await engine.write((tx) => tx.insertInto('keys').values(row).execute())
    },

    async list(userId) {
      const columns = ['id', 'user_id', 'name', 'start', 'created_at', 'last_used_at', 'revoked_at'] as const
      const rows = await db
        .selectFrom('keys')
        .select(columns)
        .where('user_id', '=', userId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toKey)
    },

    revoke: (id, now) => revoke((keys) => keys.where('id', '=', id), now),
    revokeOwn: (userId, id, now) =>
      revoke((keys) => keys.where('id', '=', id).where('user_id', '=', userId), now),

    async owner(hash) {
      const [row] = await ownerOf(hash)
      return row ? { keyId: row.key_id, user: toUser(row), lastUsedAt: row.last_used_at } : null
    },

    async touch(id, now) {
      await db.updateTable('keys').set({ last_used_at: now }).where('id', '=', id).execute()
    },
  }
}
