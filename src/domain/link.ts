/** Links: a slug that leads to a target. */
import { DAY } from './moment.ts'

/** A link as its owner has it. */
export interface Link {
  /** The number by which clicks know it; never shown. */
  pk: number
  /** `lnk_` and 12 lower-case letters or digits. */
  id: string
  slug: string
  target: string
  userId: string
  /** argon2id, in PHC form; null where the link has no password. */
  passwordHash: string | null
  /** Milliseconds since 1970; null where the link does not expire. */
  expiresAt: number | null
  createdAt: number
  /** When an operator disabled the link, in milliseconds since 1970; null where nobody did. */
  disabledAt: number | null
}

/** The part of a link that a redirect needs. */
export interface Route extends Pick<Link, 'pk' | 'target' | 'passwordHash' | 'expiresAt'> {
  /** Whether an operator disabled the link or its owner. */
  disabled: boolean
}

/** What a visitor of a link gets: the target, a password form, or the news that it is disabled or has expired. */
export type Decision = 'go' | 'gated' | 'expired' | 'disabled'

/** Decides what a visitor gets at the moment `now`. A link expires at its moment, not after it. */
export function decide(route: Route, now: number): Decision {
  if (route.disabled) return 'disabled'
  if (route.expiresAt !== null && now >= route.expiresAt) return 'expired'
  return route.passwordHash === null ? 'go' : 'gated'
}

/** How long a deleted link's slug stays with its account, in milliseconds. */
export const SLUG_HELD = 90 * DAY

const LONGEST_PASSWORD = 256

/** What is wrong with a link's password, as a sentence, or null where nothing is. */
export function passwordProblem(password: string): string | null {
  if (!password.isWellFormed()) return 'must be well-formed Unicode.'
  if (password.length < 1 || [...password].length > LONGEST_PASSWORD)
    return 'must be 1 to 256 characters long.'
  return null
}

/** The furthest an expiry may lie ahead of `now`: ten years, by the calendar. */
function furthestExpiry(now: number): number {
  const date = new Date(now)
  date.setUTCFullYear(date.getUTCFullYear() + 10)
  return date.getTime()
}

/** What is wrong with an expiry at `expiresAt`, as a sentence, or null where nothing is. */
export function expiryProblem(expiresAt: number, now: number): string | null {
  if (expiresAt <= now) return 'must be in the future.'
  if (expiresAt > furthestExpiry(now)) return 'must be at most 10 years away.'
  return null
}

/** Orders in which a user's links can be listed: by when they were made, or most clicked first. */
export const LINK_SORTS = ['newest', 'oldest', 'clicks'] as const
export type LinkSort = (typeof LINK_SORTS)[number]

const LONGEST_SEARCH = 100

/** What is wrong with a text to search links for, as a sentence, or null where nothing is. */
export function searchProblem(text: string): string | null {
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) return 'must not hold control characters.'
  if ([...text].length > LONGEST_SEARCH) return 'must be at most 100 characters long.'
  return null
}

/** A text to search links for, as slugs and targets would hold it: ASCII only, the rest percent-encoded. */
export const asStored = (search: string) => search.replace(/[^\0-\x7f]+/g, encodeURIComponent)
