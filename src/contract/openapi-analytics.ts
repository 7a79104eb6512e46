/** The description of statistics. */
import { accountAnalyticsAnswer, analyticsAnswer, clickAnswer } from './analytics.ts'
import { analyticsQuery, clicksQuery } from './analytics-query.ts'
import {
  type Json,
  linkId,
  ok,
  queryParameters,
  rateLimitHeaders,
  ref,
  refusals,
  schemaOf,
} from './openapi-parts.ts'

/** An operation that reads; of a link it may not find one. */
const read = (operationId: string, summary: string, parameters: Json[], answer: Json) => ({
  operationId,
  summary,
  tags: ['Analytics'],
  parameters,
  responses: {
    '200': answer,
    ...(operationId.includes('Link') ? refusals(401, 402, 404, 422, 429) : refusals(401, 402, 422, 429)),
  },
})

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last event that came: the stream goes on behind it, at most 24 hours back.',
  schema: { type: 'string', pattern: '^[0-9]{1,16}$' },
}

/** Something other than JSON. */
const other = (description: string, type: string) => ({
  description,
  headers: rateLimitHeaders,
  content: { [type]: { schema: { type: 'string' } } },
})

const stream = other(
  'Server-sent events named "click"; the data of each is a Click (JSON), its id rises. A comment comes every 15 seconds. The stream ends after five minutes at the latest: ask again with Last-Event-ID, as EventSource does.',
  'text/event-stream',
)
const csv = other(
  'One click a line: clicked_at, slug, referrer, country, device, browser, os, bot; oldest first, link by link. No cell is a formula.',
  'text/csv',
)

export const analyticsPaths = () => ({
  '/api/analytics': {
    get: read(
      'getAnalytics',
      'Read the statistics of all your links together',
      queryParameters(analyticsQuery),
      ok('The statistics.', ref('AccountAnalytics')),
    ),
  },
  '/api/links/{id}/analytics': {
    parameters: [linkId],
    get: read(
      'getLinkAnalytics',
      'Read the statistics of a link',
      queryParameters(analyticsQuery),
      ok('The statistics.', ref('Analytics')),
    ),
  },
  '/api/clicks/stream': {
    get: read('streamClicks', 'Follow the clicks on all your links', [lastEventId], stream),
  },
  '/api/links/{id}/clicks/stream': {
    parameters: [linkId],
    get: read('streamLinkClicks', 'Follow the clicks on a link', [lastEventId], stream),
  },
  '/api/clicks.csv': {
    get: read('exportClicks', 'Export single clicks on all your links', queryParameters(clicksQuery), csv),
  },
  '/api/links/{id}/clicks.csv': {
    parameters: [linkId],
    get: read('exportLinkClicks', 'Export single clicks on a link', queryParameters(clicksQuery), csv),
  },
})

/** A click is described once, for the account's recent clicks and for the events of streams. */
function accountSchema(): Json {
  const schema = schemaOf(accountAnalyticsAnswer)
  const properties = schema.properties as Record<string, Json>
  return { ...schema, properties: { ...properties, recent_clicks: { type: 'array', items: ref('Click') } } }
}

export const analyticsSchemas = () => ({
  Analytics: schemaOf(analyticsAnswer),
  AccountAnalytics: accountSchema(),
  Click: schemaOf(clickAnswer),
})
