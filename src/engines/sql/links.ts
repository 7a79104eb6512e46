/** Links in SQL. */
import type { ExpressionBuilder } from 'kysely'
import type { Route } from '../../domain/link.ts'
import type { Links } from '../../ports/links.ts'
import { type SqlEngine, writeOrUndo } from './engine.ts'
import { linkChanges } from './link-changes.ts'
import { linkLists } from './link-lists.ts'
import { linkMaking } from './link-making.ts'
import { linkNames } from './link-names.ts'
import { living, toLink } from './link-rows.ts'
import type { LinksSchema, LinksTable } from './links-schema.ts'

type RouteRow = Pick<LinksTable, 'target' | 'password_hash' | 'expires_at' | 'disabled_at'> & {
  pk: number
  owner_disabled_at: number | null
}

function toRoute([row]: RouteRow[]): Route | null {
  if (!row) return null
  return {
    pk: row.pk,
    target: row.target,
    passwordHash: row.password_hash,
    expiresAt: row.expires_at,
    disabled: row.disabled_at !== null || row.owner_disabled_at !== null,
  }
}

/** Links kept by an SQL engine. */
export function sqlLinks(engine: SqlEngine<LinksSchema>): Links {
  const { db } = engine
  const make = linkMaking(db)

  // A join would read the same and costs SQLite three times as much.
  const ownerDisabledAt = (eb: ExpressionBuilder<LinksSchema, 'links'>) =>
    eb.selectFrom('users').select('users.disabled_at').whereRef('users.id', '=', 'links.user_id')
  const routeOf = engine.prepare(
    living(db)
      .select(['links.pk', 'links.target', 'links.password_hash', 'links.expires_at', 'links.disabled_at'])
      .select((eb) => ownerDisabledAt(eb).as('owner_disabled_at'))
      .where('links.slug', '=', ''),
  )

  return {
    ...linkLists(db),
    ...linkChanges(engine),

    create: (creation) => writeOrUndo(engine, (tx) => make(tx, creation)),

    async find(userId, id) {
      const row = await living(db)
        .selectAll()
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row ? toLink(row) : null
    },

    ...linkNames(db),

    route(slug) {
      const rows = routeOf(slug)
      return rows instanceof Promise ? rows.then(toRoute) : toRoute(rows)
    },

    async roughCount() {
      const row = await db
        .selectFrom('links')
        .select((eb) => eb.fn.max('pk').as('pk'))
        .executeTakeFirst()
      return row?.pk ?? 0
    },

    async used(userId, month) {
      const row = await db
        .selectFrom('usage')
        .select('links')
        .where('user_id', '=', userId)
        .where('month', '=', month)
        .executeTakeFirst()
      return row?.links ?? 0
    },

    async plansOf(pks) {
      if (pks.length === 0) return new Map()
      const owned = living(db)
        .innerJoin('users', 'users.id', 'links.user_id')
        .select(['links.pk', 'users.plan'])
      const rows = await owned.where('links.pk', 'in', pks).execute()
      return new Map(rows.map((row) => [row.pk, row.plan]))
    },

    async deletedBefore(moment, limit) {
      const rows = await db
        .selectFrom('links')
        .select('pk')
        .where('deleted_at', '<', moment)
        .limit(limit)
        .execute()
      return rows.map((row) => row.pk)
    },

    async erase(pks) {
      if (pks.length === 0) return
      await engine.write((tx) =>
        tx.deleteFrom('links').where('pk', 'in', pks).where('deleted_at', 'is not', null).execute(),
      )
    },
  }
}
