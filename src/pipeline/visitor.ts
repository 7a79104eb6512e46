/** Telling visitors of one day apart without knowing who they are. */
import { createHash } from 'node:crypto'
import type { Origin } from '../domain/click.ts'

/** The first 53 bits of SHA-256 over the day's salt, the address and the user agent. Without the salt nobody can make it again. */
function visitorOf(salt: Uint8Array, ip: string, userAgent: string): number {
  const digest = createHash('sha256').update(salt).update(ip).update('\0').update(userAgent).digest()
  return digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) >> 3)
}

/** Makes a function that numbers a day's visitors, and remembers those that it met. */
export function visitors(salt: Uint8Array): (origin: Pick<Origin, 'ip' | 'userAgent'>) => number {
  const known = new Map<string, Map<string, number>>()
  return ({ ip, userAgent }) => {
    const here = known.get(ip) ?? new Map<string, number>()
    const found = here.get(userAgent)
    if (found !== undefined) return found
    const visitor = visitorOf(salt, ip, userAgent)
    known.set(ip, here.set(userAgent, visitor))
    return visitor
  }
}
