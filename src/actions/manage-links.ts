/** Looking at one of one's links, and deleting it. */
import { Failure } from '../domain/failure.ts'
import type { Link } from '../domain/link.ts'
import type { Clock } from '../ports/clock.ts'
import type { Links } from '../ports/links.ts'
import type { Reports } from '../ports/reports.ts'
import type { Routes } from './routes.ts'

/** A link with how often it was clicked. */
export interface CountedLink {
  link: Link
  clicks: number
}

/** The refusal of a link that is not the user's: never told apart from one that is not there. */
export const noSuchLink = () => new Failure('not_found', 'There is no such link in this account.')

/** Makes the action that finds one of a user's links, or refuses with 404: another's link is answered like none. */
export const findLink =
  (links: Pick<Links, 'find'>) =>
  async (userId: string, id: string): Promise<Link> => {
    const link = await links.find(userId, id)
    if (!link) throw noSuchLink()
    return link
  }

/** Makes the action that adds click counts to links. */
export const countClicks =
  (reports: Pick<Reports, 'totals'>) =>
  async (links: Link[]): Promise<CountedLink[]> => {
    const totals = await reports.totals(links.map((link) => link.pk))
    return links.map((link) => ({ link, clicks: totals.get(link.pk)?.clicks ?? 0 }))
  }

/** Makes the action that deletes a link. The slug stays with its owner for 90 days. */
export const deleteLink =
  (links: Pick<Links, 'remove'>, routes: Routes, clock: Clock) =>
  async (userId: string, id: string): Promise<void> => {
    const slug = await links.remove(userId, id, clock.now())
    if (slug === null) throw noSuchLink()
    routes.changed(slug)
  }
