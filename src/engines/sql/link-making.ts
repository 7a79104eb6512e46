/** Making links in SQL: the limit, the slug and the answer to keep, all in one transaction. */
import type { ExpressionBuilder, Transaction } from 'kysely'
import { SLUG_HELD } from '../../domain/link.ts'
import type { Creation, CreationOutcome, NewLink } from '../../ports.ts'
import { Undo } from './engine.ts'
import { keepAnswer } from './idempotency.ts'
import type { LinksSchema } from './schema.ts'

type Tx = Transaction<LinksSchema>

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
      disabled_at: link.disabledAt,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

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

/** Stores a link and counts it, or undoes both with the reason. */
export async function makeLink(
  tx: Tx,
  { link, month, monthlyLimit, kept }: Creation,
): Promise<CreationOutcome> {
  if (!(await takeAllowance(tx, link.userId, month, monthlyLimit))) throw new Undo('limit_reached')
  const stored = (await insert(tx, link)) || ((await letGo(tx, link)) && (await insert(tx, link)))
  if (!stored) throw new Undo('slug_taken')
  if (kept && !(await keepAnswer(tx, kept.claim, kept.answer))) throw new Undo('claim_lost')
  return 'created'
}
