/** Making links in SQL: the limit, the slug and the answer to keep, all in one transaction. */
import { type ExpressionBuilder, type Kysely, sql, type Transaction } from 'kysely'
import { SLUG_HELD } from '../../domain/link.ts'
import type { Creation, CreationOutcome, NewLink } from '../../ports/links.ts'
import { Undo } from './engine.ts'
import { keepAnswer } from './idempotency.ts'
import type { LinksSchema } from './links-schema.ts'
import { preparedWrite } from './prepared.ts'

type Tx = Transaction<LinksSchema>

/** Counts one link against a month's limit, in one statement. Parameters: user, month, limit. */
const allowance = (db: Kysely<LinksSchema>) =>
  db
    .insertInto('usage')
    .values({ user_id: '', month: '', links: sql.lit(1) })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'month'])
        .doUpdateSet((eb) => ({ links: eb('usage.links', '+', sql.lit(1)) }))
        .where('usage.links', '<', 0),
    )

/** Stores a link; the unique index on slugs decides. Parameters: the columns, in this order. */
const insertion = (db: Kysely<LinksSchema>) =>
  db
    .insertInto('links')
    .values({
      id: '',
      slug: '',
      target: '',
      user_id: '',
      password_hash: '',
      expires_at: 0,
      created_at: 0,
      disabled_at: 0,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())

/**
 * Lets go of the slug of a deleted link, where it was the same user's or has been held long enough. One that was
 * disabled is held against its owner too: or deleting and making it anew would undo what the operator did.
 */
async function letGo(tx: Tx, link: NewLink): Promise<boolean> {
  const mayTake = (eb: ExpressionBuilder<LinksSchema, 'links'>) =>
    eb.or([
      eb.and([eb('user_id', '=', link.userId), eb('disabled_at', 'is', null)]),
      eb('deleted_at', '<=', link.createdAt - SLUG_HELD),
    ])
  const { numUpdatedRows } = await tx
    .updateTable('links')
    .set({ slug: null })
    .where('slug', '=', link.slug)
    .where('deleted_at', 'is not', null)
    .where(mayTake)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Makes a function that stores a link and counts it, or undoes both with the reason. */
export function linkMaking(db: Kysely<LinksSchema>) {
  const take = preparedWrite(allowance(db))
  const insert = preparedWrite(insertion(db))

  const isAllowed = async (tx: Tx, { link, month, monthlyLimit }: Creation) =>
    monthlyLimit > 0 && (await take(tx, link.userId, month, monthlyLimit)) === 1

  async function isStored(tx: Tx, link: NewLink): Promise<boolean> {
    const { id, slug, target, userId, passwordHash, expiresAt, createdAt, disabledAt } = link
    const columns = [id, slug, target, userId, passwordHash, expiresAt, createdAt, disabledAt]
    return (await insert(tx, ...columns)) === 1
  }

  return async (tx: Tx, creation: Creation): Promise<CreationOutcome> => {
    const { link, kept } = creation
    if (!(await isAllowed(tx, creation))) throw new Undo('limit_reached')
    const stored = (await isStored(tx, link)) || ((await letGo(tx, link)) && (await isStored(tx, link)))
    if (!stored) throw new Undo('slug_taken')
    if (kept && !(await keepAnswer(tx, kept.claim, kept.answer))) throw new Undo('claim_lost')
    return 'created'
  }
}
