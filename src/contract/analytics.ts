/** The public form of statistics. */
import { z } from 'zod'
import { INTERVALS } from '../domain/buckets.ts'
import { DEVICES } from '../domain/click.ts'
import { formatMoment } from '../domain/moment.ts'
import type { Period } from '../domain/period.ts'
import type { LinkCount, LinkReport, SeenClick } from '../domain/report.ts'

const TOP = 10

const clicks = z.int().min(0)
const moment = z.string().meta({ format: 'date-time' })
const device = z.enum(DEVICES)

const shownClick = {
  clicked_at: moment,
  referrer: z.string(),
  device,
  browser: z.string(),
  os: z.string(),
  country: z.string().nullable().meta({ description: 'ISO 3166 code of two letters; null where unknown.' }),
  bot: z.boolean(),
}
const linkName = { link_id: z.string(), slug: z.string() }

const figures = {
  total_clicks: clicks.meta({ description: 'Every click for all time, whatever the query asks for.' }),
  bot_clicks: clicks.meta({ description: 'Those of crawlers, previews and programs.' }),
  unique_clicks: clicks.meta({
    description: 'People, told apart by link and within a day; links and days added up.',
  }),
  period_clicks: clicks.meta({
    description: 'Clicks of the period that the query asks for: the timeline’s sum.',
  }),
  period_bots: clicks.meta({ description: 'Bots in the period, whatever bots= says.' }),
  period_uniques: clicks
    .nullable()
    .meta({ description: 'People in the period, counted like unique_clicks; null where a filter is set.' }),
  from: moment,
  to: moment,
  tz: z.string(),
  interval: z.enum(INTERVALS),
  timeline: z.array(
    z.object({
      date: z.string().meta({
        description: 'A day, or the beginning of an hour with the local offset.',
        examples: ['2026-11-22', '2026-11-22T14:00:00+01:00'],
      }),
      clicks,
    }),
  ),
  referrers: z.array(
    z.object({ referrer: z.string().meta({ examples: ['news.example.com', 'direct'] }), clicks }),
  ),
  devices: z.array(z.object({ device, clicks })),
  browsers: z.array(z.object({ browser: z.string(), clicks })),
  systems: z.array(z.object({ os: z.string(), clicks })),
  countries: z.array(z.object({ country: z.string().nullable(), clicks })),
}

/** Statistics of a link as the API shows them. */
export const analyticsAnswer = z
  .object({ link_id: z.string(), ...figures, recent_clicks: z.array(z.object(shownClick)) })
  .meta({ id: 'Analytics', title: 'Statistics of a link' })

/** A click with the link it was on. */
export const clickAnswer = z
  .object({ ...linkName, ...shownClick })
  .meta({ id: 'Click', title: 'A click, as a stream sends it' })

/** Statistics of an account as the API shows them. */
export const accountAnalyticsAnswer = z
  .object({
    ...figures,
    links: z
      .array(z.object({ ...linkName, short_url: z.string().meta({ format: 'uri' }), clicks }))
      .meta({ description: 'The ten links with most clicks in the period.' }),
    recent_clicks: z.array(z.object({ ...linkName, ...shownClick })),
  })
  .meta({ id: 'AccountAnalytics', title: 'Statistics of all links of an account' })

/** What a link is called in an answer. */
export interface ShownName {
  id: string
  slug: string
}
const showName = ({ id, slug }: ShownName) => ({ link_id: id, slug })

/** A country's code, or null where it is not known. */
const shownCountry = (code: string) => (code === '' ? null : code)

const showSeen = ({ at, referrer, device, browser, os, country, bot }: SeenClick) => ({
  clicked_at: formatMoment(at),
  referrer,
  device,
  browser,
  os,
  country: shownCountry(country),
  bot,
})

/** A click in its public form, with the link it was on. */
export const showClick = (name: ShownName, click: SeenClick) => ({ ...showName(name), ...showSeen(click) })

const showFigures = (period: Period, { totals, period: inside, timeline, counts }: LinkReport) => ({
  total_clicks: totals.clicks,
  bot_clicks: totals.bots,
  unique_clicks: totals.uniques,
  period_clicks: inside.clicks,
  period_bots: inside.bots,
  period_uniques: inside.uniques,
  from: formatMoment(period.from),
  to: formatMoment(period.to),
  tz: period.tz,
  interval: period.interval,
  timeline: period.buckets.map(({ date }, index) => ({ date, clicks: timeline[index] ?? 0 })),
  referrers: counts.referrer.slice(0, TOP).map((row) => ({ referrer: row.value, clicks: row.clicks })),
  devices: counts.device.map((row) => ({ device: row.value, clicks: row.clicks })),
  browsers: counts.browser.slice(0, TOP).map((row) => ({ browser: row.value, clicks: row.clicks })),
  systems: counts.os.slice(0, TOP).map((row) => ({ os: row.value, clicks: row.clicks })),
  countries: counts.country
    .slice(0, TOP)
    .map((row) => ({ country: shownCountry(row.value), clicks: row.clicks })),
})

/** Statistics of a link in their public form. */
export const showAnalytics = (linkId: string, period: Period, report: LinkReport) => ({
  link_id: linkId,
  ...showFigures(period, report),
  recent_clicks: report.recent.map(showSeen),
})

/** Statistics of an account in their public form, under the public base URL. A link without a name is left out. */
export function showAccountAnalytics(
  baseUrl: string,
  period: Period,
  report: LinkReport,
  names: ReadonlyMap<number, ShownName>,
) {
  const named = <T extends { link: number }>(rows: T[]) =>
    rows.flatMap((row) => {
      const name = names.get(row.link)
      return name ? [{ row, name }] : []
    })
  return {
    ...showFigures(period, report),
    links: named<LinkCount>(report.links).map(({ row, name }) => ({
      ...showName(name),
      short_url: `${baseUrl}/r/${name.slug}`,
      clicks: row.clicks,
    })),
    recent_clicks: named(report.recent).map(({ row, name }) => showClick(name, row)),
  }
}

export type AnalyticsAnswer = z.output<typeof analyticsAnswer>
export type AccountAnalyticsAnswer = z.output<typeof accountAnalyticsAnswer>
export type ClickAnswer = z.output<typeof clickAnswer>
