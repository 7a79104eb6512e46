/** What can be asked of statistics. */
import { z } from 'zod'
import { INTERVALS } from '../domain/buckets.ts'
import { BOT_FILTERS, DEVICES, type Selection } from '../domain/click.ts'
import { isTimeZone, type PeriodQuestion, periodEndProblem } from '../domain/period.ts'
import { text, word } from './fields.ts'

/** How a country that is not known is asked for. */
const UNKNOWN = 'unknown'

/** Names of browsers and hosts, as answers show them; nothing that a database could not look for. */
const shownName = text((value) =>
  /^[^\p{Cc}\p{Cs}]{1,253}$/u.test(value) ? null : 'must be a name of 1 to 253 characters.',
)

/** Which clicks are counted: the part of the query that every answer about clicks takes. */
const selectionQuery = {
  from: text(periodEndProblem)
    .meta({
      description:
        'First day (2026-11-01) or moment (RFC 3339). Left out: 30 days, the last one included; 14 with interval=hour.',
    })
    .optional(),
  to: text(periodEndProblem)
    .meta({
      description:
        'Last day (included) or moment (not included), taken to the quarter hour. Left out: today.',
    })
    .optional(),
  bots: word(BOT_FILTERS)
    .meta({
      description:
        'Whether the lists count bots too (include), not at all (exclude), or nothing else (only).',
    })
    .optional(),
  referrer: shownName.meta({ description: 'Only clicks from this host; direct: from none.' }).optional(),
  country: text((value) =>
    /^([A-Z]{2}|unknown)$/.test(value) ? null : 'must be a code of two letters such as "DE", or "unknown".',
  )
    .meta({
      description: 'Only clicks from this country (ISO 3166, two letters); unknown: where it is null.',
    })
    .optional(),
  device: word(DEVICES).meta({ description: 'Only clicks with this kind of device.' }).optional(),
  browser: shownName
    .meta({ description: 'Only clicks with this browser, named as in the answer.' })
    .optional(),
  os: shownName.meta({ description: 'Only clicks with this system, named as in the answer.' }).optional(),
}

/** The query of `GET /api/links/{id}/analytics` and `GET /api/analytics`. */
export const analyticsQuery = z.strictObject({
  ...selectionQuery,
  tz: text((value) =>
    isTimeZone(value) ? null : 'must be a time zone such as "Europe/Berlin", or an offset such as "+05:45".',
  )
    .meta({
      description: 'The time zone whose days or hours are counted; UTC where it is left out.',
      examples: ['Europe/Berlin'],
    })
    .optional(),
  interval: word(INTERVALS)
    .meta({ description: 'What the timeline counts: days, or hours for at most 14 days.' })
    .optional(),
})

/** The query of the lists of single clicks. */
export const clicksQuery = z.strictObject(selectionQuery)

/** A query as what it asks for. */
export function askedFor({
  bots = 'include',
  referrer,
  country,
  device,
  browser,
  os,
  ...question
}: z.output<typeof analyticsQuery>): { question: PeriodQuestion; selection: Selection } {
  const asked = { referrer, country: country === UNKNOWN ? '' : country, device, browser, os }
  const filters = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
  return { question, selection: { bots, filters } }
}
