/** Looking at one's API keys, and revoking them. */
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keys } from '../ports/keys.ts'

/** Makes the action that revokes a key of a user; refuses (404) one that is not theirs or was revoked. */
export const revokeKey =
  (keys: Pick<Keys, 'revokeOwn'>, clock: Clock) =>
  async (userId: string, id: string): Promise<void> => {
    if (!(await keys.revokeOwn(userId, id, clock.now())))
      throw new Failure('not_found', 'There is no such living key in this account.')
  }
