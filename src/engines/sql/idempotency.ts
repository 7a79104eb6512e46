/** Idempotency keys in SQL: who may run a request, and the answers kept of those that ran. */
import type { Transaction } from 'kysely'
import { DAY, MINUTE } from '../../domain/moment.ts'
import type { ClaimOutcome, IdempotencyClaim, IdempotencyKeys, KeptAnswer } from '../../ports/idempotency.ts'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema } from './links-schema.ts'

/** How long an answer is kept, in milliseconds. */
const KEPT = DAY
/** After so long a request that never ended (its process died) may be made again. */
const ABANDONED = MINUTE

/** Keeps an answer, if the claim still stands. */
export async function keepAnswer(
  tx: Transaction<LinksSchema>,
  claim: IdempotencyClaim,
  answer: KeptAnswer,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('idempotency_keys')
    .set(answer)
    .where('user_id', '=', claim.userId)
    .where('key', '=', claim.key)
    .where('token', '=', claim.token)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Idempotency keys kept by an SQL engine. */
export function sqlIdempotencyKeys(engine: SqlEngine<LinksSchema>): IdempotencyKeys {
  const { db } = engine

  async function claimed(claim: IdempotencyClaim, fingerprint: string, now: number): Promise<boolean> {
    const running = {
      token: claim.token,
      fingerprint,
      claimed_at: now,
      status: null,
      location: null,
      body: null,
    }
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('idempotency_keys')
      .values({ user_id: claim.userId, key: claim.key, ...running })
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'key'])
          .doUpdateSet(running)
          .where((eb) =>
            eb.or([
              eb('idempotency_keys.claimed_at', '<=', now - KEPT),
              eb.and([
                eb('idempotency_keys.status', 'is', null),
                eb('idempotency_keys.claimed_at', '<=', now - ABANDONED),
              ]),
            ]),
          ),
      )
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  async function found(claim: IdempotencyClaim, fingerprint: string): Promise<ClaimOutcome> {
    const row = await db
      .selectFrom('idempotency_keys')
      .select(['fingerprint', 'status', 'location', 'body'])
      .where('user_id', '=', claim.userId)
      .where('key', '=', claim.key)
      .executeTakeFirst()
    if (row && row.fingerprint !== fingerprint) return { state: 'reused' }
    if (!row || row.status === null) return { state: 'running' }
    return { state: 'kept', answer: { status: row.status, location: row.location, body: row.body ?? '' } }
  }

  return {
    claim: async (claim, fingerprint, now) =>
      (await claimed(claim, fingerprint, now)) ? { state: 'claimed' } : found(claim, fingerprint),

    async keep(claim, answer) {
      await engine.write((tx) => keepAnswer(tx, claim, answer))
    },

    async release(claim) {
      await db
        .deleteFrom('idempotency_keys')
        .where('user_id', '=', claim.userId)
        .where('key', '=', claim.key)
        .where('token', '=', claim.token)
        .where('status', 'is', null)
        .execute()
    },

    async sweep(now) {
      await db
        .deleteFrom('idempotency_keys')
        .where('claimed_at', '<=', now - KEPT)
        .execute()
    },
  }
}
