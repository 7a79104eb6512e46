/** Reading single clicks of a period, all of them, as fast as somebody takes them. */
import type { Selection } from '../domain/click.ts'
import type { Period } from '../domain/period.ts'
import type { SeenClick } from '../domain/report.ts'
import type { User } from '../domain/user.ts'
import type { LinkName } from '../ports/links.ts'
import { type ClickScope, namesOf, scopeOfAccount, scopeOfLink } from './click-scope.ts'
import { type AnalyticsParts, type AnalyticsQuestion, periodOf } from './read-analytics.ts'

/** A click with the name of its link. */
export interface NamedClick {
  click: SeenClick
  name: LinkName
}

const PAGE = 2_000
const LINKS_AT_ONCE = 5_000

/** Clicks with the names of their links. */
export async function named(links: AnalyticsParts['links'], clicks: SeenClick[]): Promise<NamedClick[]> {
  const names = await namesOf(
    links,
    clicks.map(({ link }) => link),
  )
  return clicks.flatMap((click) => {
    const name = names.get(click.link)
    return name ? [{ click, name }] : []
  })
}

/** Makes the actions: pages of clicks, link by link, oldest first. `ofLink` refuses a link that is not the user's (404). */
export function exportClicks(parts: AnalyticsParts) {
  const { links, reports, clock } = parts

  async function* pagesOf(numbers: number[], period: Period, selection: Selection) {
    for (let last: SeenClick | null = null; ; ) {
      const page: SeenClick[] = await reports.page(numbers, period, selection, last, PAGE)
      if (page.length === 0) return
      yield await named(links, page)
      last = page.at(-1) as SeenClick
    }
  }

  async function* pages({ links: numbers }: ClickScope, period: Period, selection: Selection) {
    for (let at = 0; at < numbers.length; at += LINKS_AT_ONCE)
      yield* pagesOf(numbers.slice(at, at + LINKS_AT_ONCE), period, selection)
  }

  const read = (user: User, scope: ClickScope, { question, selection }: AnalyticsQuestion) =>
    pages(scope, periodOf(parts, user, scope, question), selection)

  return {
    ofLink: async (user: User, id: string, asked: AnalyticsQuestion) =>
      read(user, await scopeOfLink(links, user, id), asked),
    ofAccount: async (user: User, asked: AnalyticsQuestion) =>
      read(user, await scopeOfAccount(links, user, clock.now()), asked),
  }
}
