/** Taking the deletion of a link back. */
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Creation, Links } from '../ports/links.ts'
import type { Reports } from '../ports/reports.ts'
import { type CountedLink, noSuchLink } from './manage-links.ts'
import type { Routes } from './routes.ts'

/** What to keep in the transaction that restores the link. */
export type KeepRestored = (restored: CountedLink) => Creation['kept']

export interface LinkRestoring {
  links: Pick<Links, 'numberOf' | 'restore'>
  reports: Pick<Reports, 'totals'>
  routes: Routes
  clock: Clock
}

const refusals = {
  gone: noSuchLink,
  slug_taken: () =>
    new Failure('slug_taken', 'The slug was taken again since, so the link cannot come back under it.'),
  claim_lost: () => new Failure('request_in_progress', 'The same request is being answered already.'),
}

/**
 * Makes the action: the link, as it was. One that is not deleted stays as it is. Refuses with 404 what was never the
 * user's or has been gone for 90 days, and with 409 where the slug was taken again.
 */
export function restoreLink({ links, reports, routes, clock }: LinkRestoring) {
  return async (userId: string, id: string, keep?: KeepRestored): Promise<CountedLink> => {
    const pk = await links.numberOf(userId, id)
    if (pk === null) throw noSuchLink()
    const clicks = (await reports.totals([pk])).get(pk)?.clicks ?? 0
    const outcome = await links.restore({
      userId,
      id,
      now: clock.now(),
      keep: keep && ((link) => keep({ link, clicks })),
    })
    if (typeof outcome === 'string') throw refusals[outcome]()
    routes.changed(outcome.slug)
    return { link: outcome, clicks }
  }
}
