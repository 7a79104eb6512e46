/** Users: people with an account, which owns links and keys and has a plan. */
import type { PlanName } from './plan.ts'

export interface User {
  /** `usr_` and 12 lower-case letters or digits. */
  id: string
  /** Lower-case. */
  email: string
  plan: PlanName
  admin: boolean
  createdAt: number
}

/** An e-mail address as it is stored and compared. */
export const normalEmail = (text: string) => text.trim().toLowerCase()

/** What is wrong with an e-mail address, as a sentence, or null where nothing is. */
export function emailProblem(email: string): string | null {
  if (email.length > 254 || !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email))
    return 'must be an address such as ann@example.com.'
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
