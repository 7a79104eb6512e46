/** Changing links in SQL: one statement decides, and every node hears of it. */
import type { Transaction } from 'kysely'
import { type Link, SLUG_HELD } from '../../domain/link.ts'
import type { Links, Restoration, RestorationOutcome } from '../../ports/links.ts'
import { type SqlEngine, Undo, writeOrUndo } from './engine.ts'
import { keepAnswer } from './idempotency.ts'
import { toLink } from './link-rows.ts'
import type { LinksSchema } from './links-schema.ts'

type Tx = Transaction<LinksSchema>
type LinkChanges = Pick<Links, 'change' | 'remove' | 'restore' | 'setDisabled'>

const livingOfId = (tx: Tx, id: string) =>
  tx.updateTable('links').where('id', '=', id).where('deleted_at', 'is', null)

/** Why a link was not restored: its row is there without a slug where that was taken again. */
async function whyNot(tx: Tx, userId: string, id: string, heldSince: number): Promise<'gone' | 'slug_taken'> {
  const row = await tx
    .selectFrom('links')
    .select('slug')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('deleted_at', '>', heldSince)
    .executeTakeFirst()
  return row?.slug === null ? 'slug_taken' : 'gone'
}

/** A link past its 90 days is not brought back: from then on it may be erased at any moment. */
async function restore(tx: Tx, { userId, id, now, keep }: Restoration): Promise<RestorationOutcome> {
  const heldSince = now - SLUG_HELD
  const row = await tx
    .updateTable('links')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('slug', 'is not', null)
    .where((eb) => eb.or([eb('deleted_at', 'is', null), eb('deleted_at', '>', heldSince)]))
    .returningAll()
    .executeTakeFirst()
  if (!row) return whyNot(tx, userId, id, heldSince)
  const link = toLink(row)
  const kept = keep?.(link)
  if (kept && !(await keepAnswer(tx, kept.claim, kept.answer))) throw new Undo('claim_lost')
  return link
}

/** The part of {@link Links} that changes links that are there. */
export function linkChanges(engine: SqlEngine<LinksSchema>): LinkChanges {
  /** Announces what changed. */
  async function told<T extends { slug: string | null }>(tx: Tx, row: T | undefined): Promise<T | undefined> {
    if (row?.slug) await engine.announce(tx, row.slug)
    return row
  }

  return {
    change: (userId, id, { target, expiresAt, passwordHash }) =>
      engine.write(async (tx): Promise<Link | null> => {
        const row = await livingOfId(tx, id)
          .set({ target, expires_at: expiresAt, password_hash: passwordHash })
          .where('user_id', '=', userId)
          .returningAll()
          .executeTakeFirst()
        return (await told(tx, row)) ? toLink(row as NonNullable<typeof row>) : null
      }),

    remove: (userId, id, now) =>
      engine.write(async (tx) => {
        const row = await livingOfId(tx, id)
          .set({ deleted_at: now })
          .where('user_id', '=', userId)
          .returning('slug')
          .executeTakeFirst()
        return (await told(tx, row))?.slug ?? null
      }),

    restore: (restoration) =>
      writeOrUndo(engine, async (tx) => {
        const outcome = await restore(tx, restoration)
        if (typeof outcome === 'object') await told(tx, outcome)
        return outcome
      }),

    setDisabled: (id, disabledAt) =>
      engine.write(async (tx) => {
        const row = await livingOfId(tx, id)
          .set({ disabled_at: disabledAt })
          .returning('slug')
          .executeTakeFirst()
        return (await told(tx, row))?.slug ?? null
      }),
  }
}
