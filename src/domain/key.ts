/**
 * API keys: `fluxly_live_` + 32 random letters and digits (190 bits) + 6 that are the checksum of all before them.
 * The checksum lets a mistyped key be refused, and a leaked one be recognised, without a look-up.
 */
import { type RandomBytes, randomText } from './random.ts'

export const KEY_PREFIX = 'fluxly_live_'
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM_PART = 32
const CHECKSUM = 6
const KEY_PATTERN = /^fluxly_live_[0-9A-Za-z]{38}$/

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crc32(text: string): number {
  let crc = 0xffffffff
  for (let i = 0; i < text.length; i++)
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ text.charCodeAt(i)) & 0xff] as number)
  return (crc ^ 0xffffffff) >>> 0
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let i = 0; i < CHECKSUM; i++) {
    digits = BASE62[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** A new key. It is shown once; only its hash is stored. */
export function newKey(random: RandomBytes): string {
  const body = KEY_PREFIX + randomText(BASE62, RANDOM_PART, random)
  return body + checksum(body)
}

/** Whether a text could be a key: right form, right checksum. */
export const looksLikeKey = (text: string): boolean =>
  KEY_PATTERN.test(text) && checksum(text.slice(0, -CHECKSUM)) === text.slice(-CHECKSUM)

/** The start of a key by which its owner knows it again: too little to use. */
export const keyStart = (key: string): string => key.slice(0, KEY_PREFIX.length + 4)

const LOWER36 = '0123456789abcdefghijklmnopqrstuvwxyz'

/** What public ids begin with: the kind of thing they name. */
export type IdPrefix = 'lnk' | 'key' | 'usr' | 'inv' | 'ses' | 'acc' | 'ver' | 'tfa' | 'psk'

/** A new public id, such as `lnk_abcdef123456`: a prefix and 12 lower-case letters or digits. */
export const newId = (prefix: IdPrefix, random: RandomBytes) => `${prefix}_${randomText(LOWER36, 12, random)}`

/** A new secret for a link that is mailed: 32 letters and digits, 190 bits. */
export const newToken = (random: RandomBytes) => randomText(BASE62, RANDOM_PART, random)

/** What is wrong with the name of a key, as a sentence, or null where nothing is. */
export function keyNameProblem(name: string): string | null {
  if (!name.isWellFormed() || /\p{Cc}/u.test(name)) return 'must not hold control characters.'
  if (name.trim() === '' || [...name].length > 100) return 'must be 1 to 100 characters long.'
  return null
}
