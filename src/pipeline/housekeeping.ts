/** What has to be forgotten in time: single clicks past their plan, visitors of past days, deleted links, old answers. */
import { SLUG_HELD } from '../domain/link.ts'
import { DAY, HOUR, utcDay } from '../domain/moment.ts'
import type { PlanName, Plans } from '../domain/plan.ts'
import type { ClickStore } from '../ports/click-store.ts'
import type { IdempotencyKeys } from '../ports/idempotency.ts'
import type { Invitations } from '../ports/invitations.ts'
import type { Links } from '../ports/links.ts'
import type { Outbox } from '../ports/mail.ts'
import type { Sessions } from '../ports/sessions.ts'
import type { Users } from '../ports/users.ts'

export interface Household {
  users: Users
  links: Links
  clicks: ClickStore
  idempotencyKeys: IdempotencyKeys
  sessions: Sessions
  invitations: Invitations
  outbox: Outbox
  plans: Plans
}

const PAGE = 500
/** A day's clicks are told apart until an hour into the next: by then the last of them are folded. */
const LATE = HOUR

/** For how many days single clicks are kept by the plan that keeps them shortest and by the one that keeps them longest. */
function daysKept(plans: Plans, inUse: PlanName[]): { least: number; most: number } {
  const days = inUse.map((name) => plans[name].stats_days ?? Number.POSITIVE_INFINITY)
  return { least: Math.min(...days), most: Math.max(0, ...days) }
}

/** Removes single clicks link by link, those from before `least` days as far as their owners' plans say so. */
async function removeByLink(
  { links, clicks, plans }: Household,
  least: number,
  now: number,
): Promise<number> {
  for (let after = -1, removed = 0; ; ) {
    const page = await clicks.linksWithClicksBefore(now - least * DAY, after, PAGE)
    const planOf = await links.plansOf(page)
    for (const link of page) {
      const plan = planOf.get(link)
      const days = plan === undefined ? null : plans[plan].stats_days
      if (days !== null) removed += await clicks.removeClicks(link, now - days * DAY)
    }
    if (page.length < PAGE) return removed
    after = page.at(-1) as number
  }
}

/** Removes single clicks that are older than their owners' plans keep them. How many went. */
export async function removeOldClicks(household: Household, now: number): Promise<number> {
  const { users, clicks, plans } = household
  const { least, most } = daysKept(plans, await users.plansInUse())
  if (least === Number.POSITIVE_INFINITY) return 0
  const dropped = most === Number.POSITIVE_INFINITY ? 0 : await clicks.dropClicks(now - most * DAY)
  return dropped + (await removeByLink(household, least, now))
}

/** Erases links whose slugs are free for all again, and all that was counted of them. How many went. */
export async function eraseDeletedLinks({ links, clicks }: Household, now: number): Promise<number> {
  for (let erased = 0; ; ) {
    const page = await links.deletedBefore(now - SLUG_HELD, PAGE)
    await clicks.forgetLinks(page)
    await links.erase(page)
    erased += page.length
    if (page.length < PAGE) return erased
  }
}

/** Everything that has to be forgotten at the moment `now`. */
export async function keepHouse(household: Household, now: number) {
  await household.clicks.forgetVisitors(utcDay(now - LATE))
  await household.idempotencyKeys.sweep(now)
  const clicks = await removeOldClicks(household, now)
  const links = await eraseDeletedLinks(household, now)
  await household.users.sweep()
  await household.sessions.sweep(now)
  await household.invitations.sweep(now)
  await household.outbox.sweep(now)
  return { clicks, links }
}
