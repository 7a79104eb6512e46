import { type RandomBytes, randomText } from './random.ts'

/** Slugs: the part of a short URL after `/r/`. Case-sensitive, `[A-Za-z0-9_-]`, 1 to 64 characters. */

export const SLUG_PATTERN = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Words that no link may take: every first segment the router answers, what the product will answer one day,
 * and names that mean something to JavaScript. The router is tested against this list.
 */
// biome-ignore format: a list is read as a block
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  'r', 'api', 'openapi', 'docs', 'reference', 'plans', 'pricing', 'healthz', 'readyz', 'metrics', 'robots', 'favicon',
  'dashboard', 'admin', 'login', 'logout', 'signup', 'signin', 'sign-in', 'sign-up', 'register', 'setup', 'auth',
  'account', 'accounts', 'settings', 'billing', 'invite', 'password', 'reset', 'forgot', 'verify', 'report', 'abuse', 'assets',
  'static', 'public', 'well-known', 'help', 'support', 'about', 'terms', 'privacy', 'legal', 'security', 'status',
  'www', 'mail', 'root', 'fluxly', 'null', 'undefined', 'true', 'false', 'constructor', 'prototype', '__proto__',
  '__definegetter__', '__definesetter__', '__lookupgetter__', '__lookupsetter__', 'hasownproperty', 'tostring', 'valueof',
])

/** What is wrong with a custom slug, as a sentence, or null where nothing is. */
export function slugProblem(slug: string): string | null {
  if (slug.length < 1 || slug.length > 64) return 'must be 1 to 64 characters long.'
  if (!SLUG_PATTERN.test(slug)) return 'may hold only letters A to Z, digits, "-" and "_".'
  if (RESERVED_WORDS.has(slug.toLowerCase())) return 'is a reserved word; choose another.'
  return null
}

/** Letters and digits that are not mistaken for one another in print or by voice: no 0 O o, no 1 l I i. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ'

const SHORTEST = 7
/** Of so many guesses at most one may hit a link. */
const GUESSES_PER_HIT = 10_000_000

/** How long a random slug has to be where `links` links exist: 7, growing long before slugs get crowded. */
export function randomSlugLength(links: number): number {
  let length = SHORTEST
  while (ALPHABET.length ** length < links * GUESSES_PER_HIT) length++
  return length
}

/** A new random slug of the given length. */
export const randomSlug = (length: number, random: RandomBytes) => randomText(ALPHABET, length, random)
