/** Looking at one's links, and deleting them. */
import { Failure, invalidFields } from '../domain/failure.ts'
import type { Link } from '../domain/link.ts'
import type { Clock, Links, Reports } from '../ports.ts'
import type { Routes } from './routes.ts'

/** A link with how often it was clicked. */
export interface CountedLink {
  link: Link
  clicks: number
}

export interface LinkPage {
  links: CountedLink[]
  /** The cursor of the next page; null on the last. */
  next: string | null
}

const notFound = () => new Failure('not_found', 'There is no such link in this account.')

/** Makes the action that finds one of a user's links, or refuses with 404: another's link is answered like none. */
export const findLink =
  (links: Pick<Links, 'find'>) =>
  async (userId: string, id: string): Promise<Link> => {
    const link = await links.find(userId, id)
    if (!link) throw notFound()
    return link
  }

/** Makes the action that adds click counts to links. */
export const countClicks =
  (reports: Pick<Reports, 'totals'>) =>
  async (links: Link[]): Promise<CountedLink[]> => {
    const totals = await reports.totals(links.map((link) => link.pk))
    return links.map((link) => ({ link, clicks: totals.get(link.pk)?.clicks ?? 0 }))
  }

/** Makes the action that lists a user's links, newest first, in pages. */
export const listLinks =
  (links: Pick<Links, 'list'>, reports: Pick<Reports, 'totals'>) =>
  async (userId: string, limit: number, cursor: string | null): Promise<LinkPage> => {
    const found = await links.list(userId, limit + 1, cursor)
    if (!found)
      throw invalidFields([{ field: 'cursor', message: 'is not one that a page of this list gave out.' }])
    const page = found.slice(0, limit)
    const more = found.length > limit
    return { links: await countClicks(reports)(page), next: more ? (page.at(-1) as Link).id : null }
  }

/** Makes the action that deletes a link. The slug stays with its owner for 90 days. */
export const deleteLink =
  (links: Pick<Links, 'remove'>, routes: Routes, clock: Clock) =>
  async (userId: string, id: string): Promise<void> => {
    const slug = await links.remove(userId, id, clock.now())
    if (slug === null) throw notFound()
    routes.forget(slug)
  }
