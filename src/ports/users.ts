/** Users, as they are kept, and as an operator sees them. */
import type { PlanName } from '../domain/plan.ts'
import type { User } from '../domain/user.ts'

/** A user as an operator sees them. */
export interface UserOverview {
  user: User
  /** Living links, and links made in the month asked for. */
  links: number
  linksThisMonth: number
}

/** What an operator may change of a user; what is left out stays. */
export interface UserChange {
  plan?: PlanName | undefined
  admin?: boolean | undefined
  disabledAt?: number | null | undefined
}

export interface Users {
  /** Stores a user who signs in with a password. */
  create(user: User, passwordHash: string): Promise<'created' | 'email_taken'>
  /** Stores the first user; refuses, however many ask at once, where there is a user already. */
  createFirst(user: User, passwordHash: string): Promise<'created' | 'not_first'>
  find(id: string): Promise<User | null>
  findByEmail(email: string): Promise<User | null>
  setPlan(email: string, plan: PlanName): Promise<boolean>
  /** Newest first; `search` is a part of the address or name; `after` the id of the last user of the page before. */
  list(page: { search: string; limit: number; after: string | null; month: string }): Promise<UserOverview[]>
  /** Changes a user. Disabling ends their sessions and stops their links, on every node. The user after it, or null. */
  change(id: string, change: UserChange): Promise<User | null>
  setName(id: string, name: string): Promise<void>
  /** Whether the user signs in with a password, and with a second factor. */
  signIn(id: string): Promise<{ password: string | null; twoFactor: boolean }>
  /** Takes a user away: keys, sessions, ways to sign in, address; links are deleted, and their targets forgotten. The links' numbers. */
  erase(id: string, now: number): Promise<number[]>
  /** Removes what is left of users who were taken away, once their last link is gone too. */
  sweep(): Promise<void>
  any(): Promise<boolean>
  plansInUse(): Promise<PlanName[]>
}
