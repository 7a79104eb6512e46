/** Stores of a worker: a change of links is told to the other workers before it is answered. */
import type { Links } from '../ports/links.ts'
import type { Users } from '../ports/users.ts'
import type { Stores } from '../stores.ts'

/** Tells of the link behind a slug, or with null of any. */
type Tell = (slug: string | null) => Promise<unknown>

const tellingLinks = (links: Links, tell: Tell): Links => ({
  ...links,
  async change(...args) {
    const link = await links.change(...args)
    if (link) await tell(link.slug)
    return link
  },
  async remove(...args) {
    const slug = await links.remove(...args)
    if (slug !== null) await tell(slug)
    return slug
  },
  async restore(...args) {
    const outcome = await links.restore(...args)
    if (typeof outcome === 'object') await tell(outcome.slug)
    return outcome
  },
  async setDisabled(...args) {
    const slug = await links.setDisabled(...args)
    if (slug !== null) await tell(slug)
    return slug
  },
})

const tellingUsers = (users: Users, tell: Tell): Users => ({
  ...users,
  async change(id, change) {
    const user = await users.change(id, change)
    if (user && change.disabledAt !== undefined) await tell(null)
    return user
  },
  async erase(...args) {
    const links = await users.erase(...args)
    await tell(null)
    return links
  },
})

/** Where nobody can be told, the change stands: the others find out by themselves a moment later. */
export function tellingStores(stores: Stores, tell: Tell): Stores {
  const tellIfPossible: Tell = (slug) => tell(slug).catch(() => undefined)
  return {
    ...stores,
    links: tellingLinks(stores.links, tellIfPossible),
    users: tellingUsers(stores.users, tellIfPossible),
  }
}
