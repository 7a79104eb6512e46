/** What the API answers, as its contract writes it down, and the few calls that every suite makes. */
import { expect } from 'bun:test'
import { eventually, type TestServer } from '../support/server.ts'

export interface LinkBody {
  link_id: string
  slug: string
  target_url: string
  has_password: boolean
  expires_at: string | null
  click_count: number
  short_url: string
  created_at: string
  disabled: boolean
}

export interface ProblemBody {
  type: string
  title: string
  status: number
  detail: string
  code: string
  errors?: { field: string; message: string }[]
  feature?: string
  required_plan?: string | null
  upgrade_url?: string
}

interface RecentClick {
  clicked_at: string
  referrer: string
  device: string
  browser: string
  os: string
  country: string | null
  bot: boolean
}

/** A click with the link it was on. */
export interface ClickBody extends RecentClick {
  link_id: string
  slug: string
}

export interface AnalyticsBody {
  total_clicks: number
  bot_clicks: number
  unique_clicks: number
  period_clicks: number
  period_bots: number
  period_uniques: number | null
  interval: 'day' | 'hour'
  timeline: { date: string; clicks: number }[]
  referrers: { referrer: string; clicks: number }[]
  devices: { device: string; clicks: number }[]
  countries: { country: string | null; clicks: number }[]
  recent_clicks: RecentClick[]
}

export interface AccountBody extends AnalyticsBody {
  links: { link_id: string; slug: string; short_url: string; clicks: number }[]
  recent_clicks: ClickBody[]
}

export const TARGET = 'https://example.com/very/long/path'
export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+00:00$/

// biome-ignore format: one browser a line
export const AGENTS = {
  desktop: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  mobile: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  tablet: 'Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1',
  program: 'curl/8.5.0',
  crawler: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
}

/** Reads a JSON answer of a known form. */
export const bodyOf = async <T>(answer: Response): Promise<T> => (await answer.json()) as T

/** Makes a link that has to be made. */
export async function make(
  server: TestServer,
  key: string,
  fields: Record<string, unknown> = {},
): Promise<LinkBody> {
  const answer = await server.api(key, 'POST', '/api/links', { target_url: TARGET, ...fields })
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
  return bodyOf(answer)
}

/** Reads a refusal and holds it to the contract: its media type, its members, and nothing that may be cached. */
export async function refusal(answer: Response, status: number, code: string): Promise<ProblemBody> {
  const problem = await bodyOf<ProblemBody>(answer)
  expect(problem).toMatchObject({ status, code })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(problem.type).toEndWith(`/docs/errors#${code}`)
  expect(problem.title).not.toBe('')
  expect(problem.detail).not.toBe('')
  return problem
}

/** The fields that a refusal names, in the order of the alphabet. */
export async function wrongFields(answer: Response): Promise<string[]> {
  const { errors = [] } = await refusal(answer, 422, 'invalid_fields')
  for (const { message } of errors) expect(message).not.toBe('')
  return errors.map(({ field }) => field).sort()
}

/** Reads the statistics of a link. */
export async function statistics(
  server: TestServer,
  key: string,
  id: string,
  query = '',
): Promise<AnalyticsBody> {
  const answer = await server.api(key, 'GET', `/api/links/${id}/analytics${query}`)
  expect(answer.status).toBe(200)
  return bodyOf(answer)
}

/** Resolves when every click made so far is counted: a click on another link, made after them, is. */
export async function counted(server: TestServer, key: string): Promise<void> {
  const mark = await make(server, key)
  await server.visit(mark.slug)
  await eventually(async () => {
    const link = await bodyOf<LinkBody>(await server.api(key, 'GET', `/api/links/${mark.link_id}`))
    return link.click_count === 1 ? true : null
  })
}
