/** Invitations in SQL: the hashes of their tokens, never they themselves. */
import type { Selectable } from 'kysely'
import type { Invitation } from '../../domain/user.ts'
import type { Invitations } from '../../ports/invitations.ts'
import type { SqlEngine } from './engine.ts'
import type { InvitationsTable, LinksSchema } from './links-schema.ts'

const COLUMNS = ['id', 'email', 'by_operator', 'created_at', 'expires_at', 'accepted_at'] as const

const toInvitation = (row: Omit<Selectable<InvitationsTable>, 'token_hash'>): Invitation => ({
  id: row.id,
  email: row.email,
  byOperator: row.by_operator === 1,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  acceptedAt: row.accepted_at,
})

/** Invitations kept by an SQL engine. */
export function sqlInvitations(engine: SqlEngine<LinksSchema>): Invitations {
  const { db } = engine
  const open = (now: number) =>
    db
      .selectFrom('invitations')
      .select(COLUMNS)
      .where('accepted_at', 'is', null)
      .where('expires_at', '>', now)

  return {
    async create({ id, email, byOperator, createdAt, expiresAt, acceptedAt }, tokenHash) {
      const row = {
        id,
        email,
        token_hash: tokenHash,
        by_operator: byOperator ? 1 : 0,
        created_at: createdAt,
        expires_at: expiresAt,
        accepted_at: acceptedAt,
      }
      await engine.write((tx) => tx.insertInto('invitations').values(row).execute())
    },

    async list() {
      const rows = await db
        .selectFrom('invitations')
        .select(COLUMNS)
        .where('by_operator', '=', 1)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(200)
        .execute()
      return rows.map(toInvitation)
    },

    async find(tokenHash, now) {
      const row = await open(now).where('token_hash', '=', tokenHash).executeTakeFirst()
      return row ? toInvitation(row) : null
    },

    isInvited: async (email, now) =>
      (await open(now)
        .where('email', '=', email)
        .where('by_operator', '=', 1)
        .limit(1)
        .executeTakeFirst()) !== undefined,

    async sweep(now) {
      await engine.write((tx) =>
        tx.deleteFrom('invitations').where('by_operator', '=', 0).where('expires_at', '<=', now).execute(),
      )
    },

    async accept(email, now) {
      await engine.write((tx) =>
        tx
          .updateTable('invitations')
          .set({ accepted_at: now })
          .where('email', '=', email)
          .where('accepted_at', 'is', null)
          .execute(),
      )
    },

    async remove(id) {
      const { numDeletedRows } = await engine.write((tx) =>
        tx.deleteFrom('invitations').where('id', '=', id).executeTakeFirst(),
      )
      return numDeletedRows === 1n
    },
  }
}
