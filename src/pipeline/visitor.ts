/** Telling visitors of one day apart without knowing who they are. */
import { createHash } from 'node:crypto'

/** The first 53 bits of SHA-256 over the day's salt, the address and the user agent. Without the salt nobody can make it again. */
export function visitorOf(salt: Uint8Array, ip: string, userAgent: string): number {
  const digest = createHash('sha256').update(salt).update(ip).update('\0').update(userAgent).digest()
  return digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) >> 3)
}
