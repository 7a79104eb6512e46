/** The API's door to statistics. */
import type { readAnalytics } from '../actions/read-analytics.ts'
import { analyticsQuery, showAnalytics } from '../contract/analytics.ts'
import { type ApiAction, jsonAnswer } from './api.ts'
import { idOf } from './links.ts'
import { queryOf, validate } from './validate.ts'

/** Makes the door. */
export const analyticsDoor =
  (read: ReturnType<typeof readAnalytics>): ApiAction =>
  async ({ request, caller }) => {
    const { bots = 'include', ...period } = validate(analyticsQuery, queryOf(request.url))
    const { link, period: answered, report } = await read(caller.user, idOf(request), period, bots)
    return jsonAnswer(200, showAnalytics(link, answered, report))
  }
