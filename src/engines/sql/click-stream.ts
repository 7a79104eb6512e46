/** Single clicks in SQL, for who wants every one: in pages, or as they come. */
import type { Kysely } from 'kysely'
import type { SeenClick } from '../../domain/report.ts'
import type { Reports } from '../../ports/reports.ts'
import { clicksBehind, clicksSince, firstClicks } from './click-rows.ts'
import { chosenWords, seenClicks } from './click-texts.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import { chunksOf } from './lists.ts'
import { CLICKS_OF_PART } from './part.ts'
import { activity } from './report-counters.ts'
import { byPosition, type StoredClick } from './stored-click.ts'

export function singleClicks(db: Kysely<ClicksSchema>): Pick<Reports, 'page' | 'newest' | 'clicksAfter'> {
  async function page(...[links, span, { bots, filters }, after, limit]: Parameters<Reports['page']>) {
    const words = await chosenWords(db, filters)
    if (!words) return []
    const choice = { bots, words }
    const rest = after ? await clicksBehind(db, after.link, span, choice, after, limit) : []
    if (rest.length > 0) return seenClicks(db, rest)
    const later = after ? links.filter((link) => link > after.link) : links
    return seenClicks(db, await firstClicks(db, await activity(db, later, span), span, choice, limit))
  }

  async function newest(): Promise<number> {
    const parts = db.selectFrom('folded_parts').select(['number', 'clicks'])
    const last = await parts.orderBy('number', 'desc').limit(1).executeTakeFirst()
    return last ? last.number * CLICKS_OF_PART + last.clicks - 1 : 0
  }

  async function clicksAfter(
    links: number[],
    position: number,
    since: number,
    limit: number,
  ): Promise<SeenClick[]> {
    let found: StoredClick[] = []
    for (const chunk of chunksOf(links)) {
      const clicks = await clicksSince(db, chunk, position, since, limit)
      found = [...found, ...clicks].sort(byPosition).slice(0, limit)
    }
    return seenClicks(db, found)
  }

  return { page, newest, clicksAfter }
}
