/** Links in SQL. */
import type { ExpressionBuilder, Kysely, Selectable, Transaction } from 'kysely'
import { type Link, type Route, SLUG_HELD } from '../../domain/link.ts'
import type { Creation, CreationOutcome, Links, NewLink } from '../../ports.ts'
import { type SqlEngine, Undo, writeOrUndo } from './engine.ts'
import { keepAnswer } from './idempotency.ts'
import { linkNames } from './link-names.ts'
import { prepared } from './prepared.ts'
import type { LinksSchema, LinksTable } from './schema.ts'

type Tx = Transaction<LinksSchema>

const toLink = (row: Selectable<LinksTable>): Link => ({
  pk: row.pk,
  id: row.id,
  slug: row.slug ?? '',
  target: row.target,
  userId: row.user_id,
  passwordHash: row.password_hash,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
})

/** Counts one link against a month's limit, in one statement: false where the limit is used up. */
async function takeAllowance(tx: Tx, userId: string, month: string, limit: number): Promise<boolean> {
  if (limit < 1) return false
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('usage')
    .values({ user_id: userId, month, links: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'month'])
        .doUpdateSet((eb) => ({ links: eb('usage.links', '+', 1) }))
        .where('usage.links', '<', limit),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Stores a link; the unique index on slugs decides. False where the slug is taken. */
async function insert(tx: Tx, link: NewLink): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('links')
    .values({
      id: link.id,
      slug: link.slug,
      target: link.target,
      user_id: link.userId,
      password_hash: link.passwordHash,
      expires_at: link.expiresAt,
      created_at: link.createdAt,
      deleted_at: null,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Lets go of the slug of a deleted link, where it was the same user's or has been held long enough. */
async function letGo(tx: Tx, link: NewLink): Promise<boolean> {
  const mayTake = (eb: ExpressionBuilder<LinksSchema, 'links'>) =>
    eb.or([eb('user_id', '=', link.userId), eb('deleted_at', '<=', link.createdAt - SLUG_HELD)])
  const { numUpdatedRows } = await tx
    .updateTable('links')
    .set({ slug: null })
    .where('slug', '=', link.slug)
    .where('deleted_at', 'is not', null)
    .where(mayTake)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function create(tx: Tx, { link, month, monthlyLimit, kept }: Creation): Promise<CreationOutcome> {
  if (!(await takeAllowance(tx, link.userId, month, monthlyLimit))) throw new Undo('limit_reached')
  const stored = (await insert(tx, link)) || ((await letGo(tx, link)) && (await insert(tx, link)))
  if (!stored) throw new Undo('slug_taken')
  if (kept && !(await keepAnswer(tx, kept.claim, kept.answer))) throw new Undo('claim_lost')
  return 'created'
}

const living = (db: Kysely<LinksSchema>) => db.selectFrom('links').where('deleted_at', 'is', null)

/** Links kept by an SQL engine. */
export function sqlLinks(engine: SqlEngine<LinksSchema>): Links {
  const { db } = engine

  const routeColumns = ['pk', 'target', 'password_hash', 'expires_at'] as const
  const routeOf = prepared(db, living(db).select(routeColumns).where('slug', '=', ''))

  const pkOf = async (userId: string, id: string) =>
    (
      await db
        .selectFrom('links')
        .select('pk')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
    )?.pk

  return {
    create: (creation) => writeOrUndo(engine, (tx) => create(tx, creation)),

    async find(userId, id) {
      const row = await living(db)
        .selectAll()
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row ? toLink(row) : null
    },

    async list(userId, limit, after) {
      const before = after === null ? Number.MAX_SAFE_INTEGER : await pkOf(userId, after)
      if (before === undefined) return null
      const page = living(db).selectAll().where('user_id', '=', userId).where('pk', '<', before)
      return (await page.orderBy('pk', 'desc').limit(limit).execute()).map(toLink)
    },

    ...linkNames(db),

    remove: (userId, id, now) =>
      engine.write(async (tx) => {
        const row = await tx
          .updateTable('links')
          .set({ deleted_at: now })
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .where('deleted_at', 'is', null)
          .returning('slug')
          .executeTakeFirst()
        if (row?.slug) await engine.announce(tx, row.slug)
        return row?.slug ?? null
      }),

    async route(slug): Promise<Route | null> {
      const [row] = await routeOf(slug)
      if (!row) return null
      return { pk: row.pk, target: row.target, passwordHash: row.password_hash, expiresAt: row.expires_at }
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
