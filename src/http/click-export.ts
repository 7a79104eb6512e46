/** The API's doors to single clicks as CSV. */
import type { exportClicks, NamedClick } from '../actions/export-clicks.ts'
import { askedFor, clicksQuery } from '../contract/analytics-query.ts'
import { formatMoment } from '../domain/moment.ts'
import type { ApiAction } from './api.ts'
import { csvAnswer, csvRow } from './csv.ts'
import { idOf } from './links.ts'
import { queryOf, validate } from './validate.ts'

const COLUMNS = ['clicked_at', 'slug', 'referrer', 'country', 'device', 'browser', 'os', 'bot']

const rowOf = ({ name, click }: NamedClick) => {
  const { at, referrer, country, device, browser, os, bot } = click
  return csvRow([formatMoment(at), name.slug, referrer, country, device, browser, os, String(bot)])
}

async function* rowsOf(pages: AsyncIterable<NamedClick[]>): AsyncGenerator<string> {
  yield csvRow(COLUMNS)
  for await (const page of pages) yield page.map(rowOf).join('')
}

const asked = (request: Request) => askedFor(validate(clicksQuery, queryOf(request.url)))

/** Makes the doors: of a link, and of all links of the caller. */
export function clickExportDoors(read: ReturnType<typeof exportClicks>) {
  const ofLink: ApiAction = async ({ request, caller }) => {
    const id = idOf(request)
    const pages = await read.ofLink(caller.user, id, asked(request))
    return csvAnswer(`clicks-${id}.csv`, rowsOf(pages))
  }

  const ofAccount: ApiAction = async ({ request, caller }) =>
    csvAnswer('clicks.csv', rowsOf(await read.ofAccount(caller.user, asked(request))))

  return { ofLink, ofAccount }
}
