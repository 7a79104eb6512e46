/** Statistics, of one link or of all links. */
import { useQuery } from '@tanstack/react-query'
import type { AccountAnalyticsAnswer, AnalyticsAnswer, ClickAnswer } from '../../contract/analytics.ts'
import { get, withQuery } from '../api.ts'

/** Where the API keeps what is asked about: `/api/links/lnk_…`, or `/api` for the whole account. */
export type Scope = string

export const ACCOUNT: Scope = '/api'
export const scopeOf = (linkId: string): Scope => `/api/links/${encodeURIComponent(linkId)}`

/** A click in a list; of the account's it is said which link it was on. */
export type SeenClick = AnalyticsAnswer['recent_clicks'][number] & Partial<ClickAnswer>
export type TopLink = AccountAnalyticsAnswer['links'][number]

export interface Stats extends Omit<AnalyticsAnswer, 'link_id' | 'recent_clicks'> {
  /** Of an account only. */
  links?: TopLink[]
  recent_clicks: SeenClick[]
}

/** What is asked for, as the API names it. */
export type StatsQuestion = Record<string, string | undefined>

export const statsKey = (scope: Scope) => ['stats', scope]

/** While an answer is under way the one before stays, unless it was about something else. */
export const useStats = (scope: Scope, question: StatsQuestion) =>
  useQuery({
    queryKey: [...statsKey(scope), question],
    queryFn: () => get<Stats>(withQuery(`${scope}/analytics`, question)),
    placeholderData: (before, query) => (query?.queryKey[1] === scope ? before : undefined),
  })

export const streamPath = (scope: Scope) => `${scope}/clicks/stream`

/** The single clicks of an answer as a file: its own ends, so that days are those of the viewer's zone. */
export const clicksPath = (scope: Scope, { from, to }: Stats, question: StatsQuestion) => {
  const { tz: _zone, interval: _interval, ...selection } = question
  return withQuery(`${scope}/clicks.csv`, { ...selection, from, to })
}
