/** Mails that reached nobody, in SQL. */
import type { Outbox } from '../../ports/mail.ts'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema } from './links-schema.ts'

const KEPT = 50

/** The outbox kept by an SQL engine. */
export function sqlOutbox(engine: SqlEngine<LinksSchema>): Outbox {
  return {
    async add({ to, subject, link, at, expiresAt }) {
      await engine.write(async (tx) => {
        await tx
          .insertInto('mails')
          .values({ recipient: to, subject, link, at, expires_at: expiresAt })
          .execute()
        const last = tx.selectFrom('mails').select('pk').orderBy('pk', 'desc').limit(1).offset(KEPT)
        await tx.deleteFrom('mails').where('pk', '<=', last).execute()
      })
    },

    async list(now) {
      const living = engine.db.selectFrom('mails').selectAll().where('expires_at', '>', now)
      const rows = await living.orderBy('pk', 'desc').limit(KEPT).execute()
      return rows.map(({ recipient, subject, link, at, expires_at }) => ({
        to: recipient,
        subject,
        link,
        at,
        expiresAt: expires_at,
      }))
    },

    async sweep(now) {
      await engine.write((tx) => tx.deleteFrom('mails').where('expires_at', '<=', now).execute())
    },
  }
}
