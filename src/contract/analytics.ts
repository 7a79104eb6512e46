/** The public form of statistics. */
import { z } from 'zod'
import { BOT_FILTERS, DEVICES } from '../domain/click.ts'
import type { Link } from '../domain/link.ts'
import { formatMoment } from '../domain/moment.ts'
import { isTimeZone, type Period, periodEndProblem } from '../domain/period.ts'
import type { LinkReport } from '../domain/report.ts'
import { text, word } from './fields.ts'

const TOP = 10

/** The query of `GET /api/links/{id}/analytics`. */
export const analyticsQuery = z.strictObject({
  from: text(periodEndProblem)
    .meta({
      description: 'First day (2026-11-01) or moment (RFC 3339). Left out: 30 days, the last one included.',
    })
    .optional(),
  to: text(periodEndProblem)
    .meta({
      description:
        'Last day (included) or moment (not included), taken to the quarter hour. Left out: today.',
    })
    .optional(),
  tz: text((value) =>
    isTimeZone(value) ? null : 'must be a time zone such as "Europe/Berlin", or an offset such as "+05:45".',
  )
    .meta({
      description: 'The time zone whose days are counted; UTC where it is left out.',
      examples: ['Europe/Berlin'],
    })
    .optional(),
  bots: word(BOT_FILTERS)
    .meta({
      description:
        'Whether the lists count bots too (include), not at all (exclude), or nothing else (only).',
    })
    .optional(),
})

const clicks = z.int().min(0)
const moment = z.string().meta({ format: 'date-time' })
const device = z.enum(DEVICES)

/** Statistics as the API shows them. */
export const analyticsAnswer = z
  .object({
    link_id: z.string(),
    total_clicks: clicks.meta({ description: 'Every click since the link was made.' }),
    bot_clicks: clicks.meta({ description: 'Those of crawlers, previews and programs.' }),
    unique_clicks: clicks.meta({ description: 'People, told apart within a day, the days added up.' }),
    from: moment,
    to: moment,
    tz: z.string(),
    timeline: z.array(z.object({ date: z.string().meta({ format: 'date' }), clicks })),
    referrers: z.array(
      z.object({ referrer: z.string().meta({ examples: ['news.example.com', 'direct'] }), clicks }),
    ),
    devices: z.array(z.object({ device, clicks })),
    browsers: z.array(z.object({ browser: z.string(), clicks })),
    systems: z.array(z.object({ os: z.string(), clicks })),
    countries: z.array(z.object({ country: z.string().nullable(), clicks })),
    recent_clicks: z.array(
      z.object({
        clicked_at: moment,
        referrer: z.string(),
        device,
        browser: z.string(),
        os: z.string(),
        country: z
          .string()
          .nullable()
          .meta({ description: 'ISO 3166 code of two letters; null where unknown.' }),
        bot: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Analytics', title: 'Statistics of a link' })

/** A country's code, or null where it is not known. */
const shownCountry = (code: string) => (code === '' ? null : code)

/** Statistics in their public form. */
export function showAnalytics(link: Link, period: Period, { totals, timeline, counts, recent }: LinkReport) {
  return {
    link_id: link.id,
    total_clicks: totals.clicks,
    bot_clicks: totals.bots,
    unique_clicks: totals.uniques,
    from: formatMoment(period.from),
    to: formatMoment(period.to),
    tz: period.tz,
    timeline: period.days.map(({ date }, index) => ({ date, clicks: timeline[index] ?? 0 })),
    referrers: counts.referrer.slice(0, TOP).map((row) => ({ referrer: row.value, clicks: row.clicks })),
    devices: counts.device.map((row) => ({ device: row.value, clicks: row.clicks })),
    browsers: counts.browser.slice(0, TOP).map((row) => ({ browser: row.value, clicks: row.clicks })),
    systems: counts.os.slice(0, TOP).map((row) => ({ os: row.value, clicks: row.clicks })),
    countries: counts.country
      .slice(0, TOP)
      .map((row) => ({ country: shownCountry(row.value), clicks: row.clicks })),
    recent_clicks: recent.map(({ at, country, ...click }) => ({
      clicked_at: formatMoment(at),
      ...click,
      country: shownCountry(country),
    })),
  }
}
