/** Making an API key. */
import { invalidFields } from '../domain/failure.ts'
import { keyNameProblem, keyStart, newId, newKey } from '../domain/key.ts'
import type { RandomBytes } from '../domain/random.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyRecord, Keys } from '../ports/keys.ts'
import { keyHash } from './authenticate.ts'

/** Makes the action. The whole key is in its answer and nowhere else. */
export function issueKey(keys: Keys, clock: Clock, random: RandomBytes) {
  return async (userId: string, name: string): Promise<{ key: string; record: KeyRecord }> => {
    const message = keyNameProblem(name)
    if (message) throw invalidFields([{ field: 'name', message }])
    const key = newKey(random)
    const record: KeyRecord = {
      id: newId('key', random),
      userId,
      name: name.trim(),
      start: keyStart(key),
      createdAt: clock.now(),
      lastUsedAt: null,
      revokedAt: null,
    }
    await keys.create(record, keyHash(key))
    return { key, record }
  }
}
