/** Users: people with an account, which owns links and keys and has a plan. */
import { DAY } from './moment.ts'
import type { PlanName } from './plan.ts'

export interface User {
  /** `usr_` and 12 lower-case letters or digits. */
  id: string
  /** Lower-case. */
  email: string
  /** What they like to be called; `""` where they did not say. */
  name: string
  plan: PlanName
  admin: boolean
  /** Whether a mail to the address has been answered, or whoever made the user vouches for it. */
  emailVerified: boolean
  /** When an operator disabled the user, in milliseconds since 1970: their sessions, keys and links rest. */
  disabledAt: number | null
  createdAt: number
}

/** Who may make an account: everybody, those who were invited, or nobody. */
export const SIGN_UP_POLICIES = ['open', 'invitation', 'closed'] as const
export type SignUpPolicy = (typeof SIGN_UP_POLICIES)[number]

/** An invitation to make an account. */
export interface Invitation {
  /** `inv_` and 12 lower-case letters or digits. */
  id: string
  email: string
  /** Whether an operator sent it; else somebody asked for it where sign-up is open, and has to prove the address. */
  byOperator: boolean
  createdAt: number
  expiresAt: number
  acceptedAt: number | null
}

/** For how long an invitation can be taken, in milliseconds: an operator's, and one that somebody asked for. */
export const INVITATION_LASTS = 7 * DAY
export const SIGN_UP_LASTS = DAY

/** What is wrong with the name of a user, as a sentence, or null where nothing is. */
export function userNameProblem(name: string): string | null {
  if (!name.isWellFormed() || /\p{Cc}/u.test(name)) return 'must not hold control characters.'
  return [...name].length > 100 ? 'must be at most 100 characters long.' : null
}

/** An e-mail address as it is stored and compared. */
export const normalEmail = (text: string) => text.trim().toLowerCase()

/** What zod takes for an address (https://zod.dev/api#emails), so that every part of Fluxly takes the same ones. */
const EMAIL = /^(?!\.)(?!.*\.\.)[a-z0-9_'+\-.]*[a-z0-9_+-]@(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/

/** What is wrong with a normal e-mail address, as a sentence, or null where nothing is. */
export function emailProblem(email: string): string | null {
  if (email.length > 254 || !EMAIL.test(email)) return 'must be an address such as ann@example.com.'
  return null
}

const SHORTEST_PASSWORD = 8

/** What is wrong with a user's password, as a sentence, or null where nothing is. */
export function userPasswordProblem(password: string): string | null {
  if (!password.isWellFormed()) return 'must be well-formed Unicode.'
  const { length } = [...password]
  if (length < SHORTEST_PASSWORD || length > 256) return 'must be 8 to 256 characters long.'
  return null
}
