/** Recognising a caller by their API key. */
import { createHash } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import { looksLikeKey } from '../domain/key.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keys } from '../ports/keys.ts'
import type { Caller } from './caller.ts'

/** How exactly "last used" is kept, in milliseconds. */
const TOUCH_EVERY = 60_000

/** A key's hash: all that is stored of it. SHA-256 is enough, because a key is random. */
export const keyHash = (key: string) => createHash('sha256').update(key).digest('hex')

const refused = () =>
  new Failure(
    'invalid_key',
    'The API key is missing, mistyped or revoked. Send it as "Authorization: Bearer fluxly_live_…".',
  )

/** Makes the action: a key's owner, or the refusal 401. Reads the key each time, so that a revocation holds at once. */
export function authenticate(keys: Keys, clock: Clock) {
  return async (key: string): Promise<Caller> => {
    if (!looksLikeKey(key)) throw refused()
    const owner = await keys.owner(keyHash(key))
    if (!owner) throw refused()
    const now = clock.now()
    // When a key was used is worth knowing, but no reason to refuse its owner (full disk).
    if (owner.lastUsedAt === null || now - owner.lastUsedAt >= TOUCH_EVERY)
      await keys.touch(owner.keyId, now).catch(() => undefined)
    return { user: owner.user, credential: { kind: 'key', id: owner.keyId } }
  }
}
