/** Who is signed in where, in SQL. The rows are written by better-auth. */
import type { Sessions } from '../../ports/sessions.ts'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema } from './links-schema.ts'

const momentOf = (value: string | Date) => new Date(value).getTime()

/** Sessions kept by an SQL engine. */
export function sqlSessions(engine: SqlEngine<LinksSchema>): Sessions {
  return {
    async list(userId, now) {
      const rows = await engine.db
        .selectFrom('sessions')
        .select(['id', 'user_agent', 'created_at', 'expires_at'])
        .where('user_id', '=', userId)
        .where('expires_at', '>', new Date(now).toISOString())
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        userAgent: row.user_agent ?? '',
        createdAt: momentOf(row.created_at),
        expiresAt: momentOf(row.expires_at),
      }))
    },

    async end(userId, id) {
      const { numDeletedRows } = await engine.write((tx) =>
        tx.deleteFrom('sessions').where('user_id', '=', userId).where('id', '=', id).executeTakeFirst(),
      )
      return numDeletedRows === 1n
    },

    async sweep(now) {
      const moment = new Date(now).toISOString()
      await engine.write(async (tx) => {
        await tx.deleteFrom('sessions').where('expires_at', '<', moment).execute()
        await tx.deleteFrom('verifications').where('expires_at', '<', moment).execute()
      })
    },

    async endOthers(userId, kept) {
      await engine.write((tx) =>
        tx.deleteFrom('sessions').where('user_id', '=', userId).where('id', '!=', kept).execute(),
      )
    },
  }
}
