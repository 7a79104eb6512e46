/** Changing a link. */
import type { Link } from '../domain/link.ts'
import type { Plans } from '../domain/plan.ts'
import type { User } from '../domain/user.ts'
import type { Links } from '../ports/links.ts'
import type { Passwords } from '../ports/passwords.ts'
import { requireFeature } from './caller.ts'
import { findLink, noSuchLink } from './manage-links.ts'
import type { Routes } from './routes.ts'

/** What is changed, every field sound: undefined stays, null takes away. */
export interface ChangeWish {
  target: string | undefined
  expiresAt: number | null | undefined
  password: string | null | undefined
}

export interface LinkChanging {
  links: Pick<Links, 'find' | 'change'>
  routes: Routes
  passwords: Passwords
  plans: Plans
}

/**
 * Makes the action: the link as it is from now on. Refuses a link that is not the user's (404) and a password where the
 * plan has none (402); taking a password away needs no plan. The next visitor meets the changed link.
 */
export function changeLink({ links, routes, passwords, plans }: LinkChanging) {
  const hashOf = async (password: string | null | undefined) =>
    typeof password === 'string' ? passwords.hash(password) : password

  return async (user: User, id: string, { target, expiresAt, password }: ChangeWish): Promise<Link> => {
    await findLink(links)(user.id, id)
    if (typeof password === 'string') requireFeature(user, 'passwords', plans)
    const change = { target, expiresAt, passwordHash: await hashOf(password) }
    const link = await links.change(user.id, id, change)
    if (!link) throw noSuchLink()
    routes.changed(link.slug)
    return link
  }
}
