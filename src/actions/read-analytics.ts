/** Reading statistics, of one link or of all links of an account. */
import type { Selection } from '../domain/click.ts'
import { invalidFields } from '../domain/failure.ts'
import { type Period, type PeriodQuestion, readPeriod } from '../domain/period.ts'
import type { Plans } from '../domain/plan.ts'
import type { LinkReport } from '../domain/report.ts'
import type { User } from '../domain/user.ts'
import type { Clock } from '../ports/clock.ts'
import type { LinkName } from '../ports/links.ts'
import type { Reports } from '../ports/reports.ts'
import {
  type ClickScope,
  earliestOf,
  namesOf,
  type ScopeLinks,
  scopeOfAccount,
  scopeOfLink,
} from './click-scope.ts'

export interface Analytics {
  period: Period
  report: LinkReport
}

export interface AccountAnalytics extends Analytics {
  /** The links that the report shows, by their numbers. */
  names: Map<number, LinkName>
}

/** What is asked of statistics. */
export interface AnalyticsQuestion {
  question: PeriodQuestion
  selection: Selection
}

export interface AnalyticsParts {
  links: ScopeLinks
  reports: Reports
  plans: Plans
  clock: Clock
}

/** The period that a user asks for of a scope. Refuses (422) one that cannot be. */
export function periodOf(
  { plans, clock }: Pick<AnalyticsParts, 'plans' | 'clock'>,
  user: User,
  scope: ClickScope,
  question: PeriodQuestion,
): Period {
  const now = clock.now()
  const period = readPeriod(question, now, earliestOf(scope, user, plans, now))
  if (Array.isArray(period)) throw invalidFields(period)
  return period
}

/** Makes the actions. `ofLink` refuses a link that is not the user's (404). */
export function readAnalytics(parts: AnalyticsParts) {
  const { links, reports, clock } = parts

  async function read(user: User, scope: ClickScope, asked: AnalyticsQuestion): Promise<Analytics> {
    const period = periodOf(parts, user, scope, asked.question)
    return { period, report: await reports.report(scope.links, period, asked.selection) }
  }

  return {
    ofLink: async (user: User, id: string, asked: AnalyticsQuestion): Promise<Analytics> =>
      read(user, await scopeOfLink(links, user, id), asked),

    async ofAccount(user: User, asked: AnalyticsQuestion): Promise<AccountAnalytics> {
      const analytics = await read(user, await scopeOfAccount(links, user, clock.now()), asked)
      const { report } = analytics
      const shown = [...report.links, ...report.recent].map(({ link }) => link)
      return { ...analytics, names: await namesOf(links, shown) }
    },
  }
}
