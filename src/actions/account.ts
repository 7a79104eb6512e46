/** One's own account: what it is, may and has used; taking it along, and ending it. */
import { Failure, invalidFields } from '../domain/failure.ts'
import { monthOf, nextMonth } from '../domain/moment.ts'
import type { Plans } from '../domain/plan.ts'
import { type User, userNameProblem } from '../domain/user.ts'
import type { ClickStore } from '../ports/click-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyRecord, Keys } from '../ports/keys.ts'
import type { Links } from '../ports/links.ts'
import type { Passwords } from '../ports/passwords.ts'
import type { SessionRecord, Sessions } from '../ports/sessions.ts'
import type { Users } from '../ports/users.ts'
import { allLinks } from './list-links.ts'
import type { CountedLink } from './manage-links.ts'
import type { Routes } from './routes.ts'

export interface AccountOverview {
  user: User
  /** Whether the user signs in with a password, and with a second factor. */
  hasPassword: boolean
  twoFactor: boolean
  month: string
  linksUsed: number
  resetsAt: number
}

/** What the account's actions work with. */
export interface AccountStores {
  users: Users
  sessions: Sessions
  keys: Keys
  links: Links
  clicks: ClickStore
  passwords: Passwords
  routes: Routes
  plans: Plans
  clock: Clock
}

export interface AccountExport {
  overview: AccountOverview
  keys: KeyRecord[]
  sessions: SessionRecord[]
  links: AsyncIterable<CountedLink[]>
}

const PAGE = 500
/** For how long after signing in somebody without a password may end their account, in milliseconds. */
const FRESH = 10 * 60_000

/** Makes the action that tells what an account is and has used. */
export const readAccount =
  ({ users, links, clock }: Pick<AccountStores, 'users' | 'links' | 'clock'>) =>
  async (user: User): Promise<AccountOverview> => {
    const now = clock.now()
    const month = monthOf(now)
    const [linksUsed, signIn] = await Promise.all([links.used(user.id, month), users.signIn(user.id)])
    return {
      user,
      hasPassword: signIn.password !== null,
      twoFactor: signIn.twoFactor,
      month,
      linksUsed,
      resetsAt: nextMonth(now),
    }
  }

/** Makes the action that changes what a user is called. */
export const rename =
  (users: Pick<Users, 'setName'>) =>
  async (user: User, name: string): Promise<User> => {
    const message = userNameProblem(name.trim())
    if (message) throw invalidFields([{ field: 'name', message }])
    await users.setName(user.id, name.trim())
    return { ...user, name: name.trim() }
  }

/** Makes the action that gathers everything an account holds. */
export const exportAccount =
  (stores: AccountStores) =>
  async (user: User): Promise<AccountExport> => ({
    overview: await readAccount(stores)(user),
    keys: await stores.keys.list(user.id),
    sessions: await stores.sessions.list(user.id, stores.clock.now()),
    links: allLinks(stores.links, stores.clicks)(user.id),
  })

/** Makes the action that ends an account for good: its links stop, what was counted of them is forgotten. */
export function deleteAccount({ users, clicks, passwords, routes, clock }: AccountStores) {
  async function requireOwner(user: User, signedInAt: number, password: string | undefined): Promise<void> {
    const { password: hash } = await users.signIn(user.id)
    if (hash === null && clock.now() - signedInAt > FRESH)
      throw new Failure('sign_in_again', 'Sign in again, then delete the account within 10 minutes.')
    if (hash !== null && !(await passwords.verify(password ?? '', hash)))
      throw new Failure('wrong_password', 'That is not your password.')
  }

  return async (user: User, signedInAt: number, password: string | undefined): Promise<void> => {
    await requireOwner(user, signedInAt, password)
    const links = await users.erase(user.id, clock.now())
    routes.changed(null)
    for (let from = 0; from < links.length; from += PAGE)
      await clicks.forgetLinks(links.slice(from, from + PAGE))
  }
}
