/** The API's doors to statistics. */
import type { readAnalytics } from '../actions/read-analytics.ts'
import { showAccountAnalytics, showAnalytics } from '../contract/analytics.ts'
import { analyticsQuery, askedFor } from '../contract/analytics-query.ts'
import { type ApiAction, jsonAnswer } from './api.ts'
import { idOf } from './links.ts'
import { queryOf, validate } from './validate.ts'

const asked = (request: Request) => askedFor(validate(analyticsQuery, queryOf(request.url)))

/** Makes the doors: of a link, and of all links of the caller. */
export function analyticsDoors(baseUrl: string, read: ReturnType<typeof readAnalytics>) {
  const ofLink: ApiAction = async ({ request, caller }) => {
    const id = idOf(request)
    const { period, report } = await read.ofLink(caller.user, id, asked(request))
    return jsonAnswer(200, showAnalytics(id, period, report))
  }

  const ofAccount: ApiAction = async ({ request, caller }) => {
    const { period, report, names } = await read.ofAccount(caller.user, asked(request))
    return jsonAnswer(200, showAccountAnalytics(baseUrl, period, report, names))
  }

  return { ofLink, ofAccount }
}
