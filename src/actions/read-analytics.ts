/** Reading a link's statistics. */
import type { BotFilter } from '../domain/click.ts'
import { invalidFields } from '../domain/failure.ts'
import type { Link } from '../domain/link.ts'
import { DAY } from '../domain/moment.ts'
import { type Period, type PeriodQuestion, readPeriod } from '../domain/period.ts'
import type { Plans } from '../domain/plan.ts'
import type { LinkReport } from '../domain/report.ts'
import type { User } from '../domain/user.ts'
import type { Clock, Links, Reports } from '../ports.ts'
import { findLink } from './manage-links.ts'

export interface Analytics {
  link: Link
  period: Period
  report: LinkReport
}

/** The first moment whose statistics a plan lets its user read. */
function keptSince(user: User, plans: Plans, now: number): number {
  const days = plans[user.plan].stats_days
  return days === null ? 0 : now - days * DAY
}

/** Makes the action. Refuses a link that is not the user's (404) and a period that cannot be (422). */
export function readAnalytics(links: Pick<Links, 'find'>, reports: Reports, plans: Plans, clock: Clock) {
  return async (user: User, id: string, question: PeriodQuestion, bots: BotFilter): Promise<Analytics> => {
    const link = await findLink(links)(user.id, id)
    const now = clock.now()
    const period = readPeriod(question, now, Math.max(link.createdAt, keptSince(user, plans, now)))
    if (Array.isArray(period)) throw invalidFields(period)
    return { link, period, report: await reports.report(link.pk, period, bots) }
  }
}
