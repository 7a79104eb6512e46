/** Links as SQL keeps them. */
import type { Kysely, Selectable } from 'kysely'
import type { Link } from '../../domain/link.ts'
import type { LinksSchema, LinksTable } from './links-schema.ts'

/** A link from its row. */
export const toLink = (row: Selectable<LinksTable>): Link => ({
  pk: row.pk,
  id: row.id,
  slug: row.slug ?? '',
  target: row.target,
  userId: row.user_id,
  passwordHash: row.password_hash,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
  disabledAt: row.disabled_at,
})

/** The links that are not deleted. */
export const living = (db: Kysely<LinksSchema>) =>
  db.selectFrom('links').where('links.deleted_at', 'is', null)
