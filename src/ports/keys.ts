/** Keys of the API, as they are kept. */
import type { User } from '../domain/user.ts'

export interface KeyRecord {
  /** `key_` and 12 lower-case letters or digits. */
  id: string
  userId: string
  name: string
  /** The first characters of the key. */
  start: string
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

export interface Keys {
  create(key: KeyRecord, hash: string): Promise<void>
  list(userId: string): Promise<KeyRecord[]>
  /** Revokes a key of a user. False where there is none, or it was revoked before. */
  revokeOwn(userId: string, id: string, now: number): Promise<boolean>
  /** False where there is no such key, or it was revoked before. */
  revoke(id: string, now: number): Promise<boolean>
  /** The owner of the living key with this hash, and the key's id; null where there is none. */
  owner(hash: string): Promise<{ keyId: string; user: User; lastUsedAt: number | null } | null>
  touch(id: string, now: number): Promise<void>
}
