/** Single clicks in SQL, for who wants every one: in pages, or as they come. */
import type { Kysely } from 'kysely'
import type { SeenClick } from '../../domain/report.ts'
import type { Reports } from '../../ports.ts'
import {
  batchesOf,
  type Choice,
  type ClickRow,
  chosenClicks,
  chosenWords,
  clicksBehind,
  type Span,
  seenClicks,
} from './click-rows.ts'
import { chunksOf } from './lists.ts'
import { CLICKS_OF_PART } from './part.ts'
import { activity } from './report-counters.ts'
import type { ClicksSchema } from './schema.ts'

const EVERY = { bots: 'include', words: [] } as const
const byPosition = (a: ClickRow, b: ClickRow) => a.n - b.n

export function singleClicks(db: Kysely<ClicksSchema>): Pick<Reports, 'page' | 'newest' | 'clicksAfter'> {
  async function pageOf(links: number[], span: Span, choice: Choice, limit: number): Promise<ClickRow[]> {
    for (const batch of batchesOf(await activity(db, links, span), limit)) {
      const clicks = chosenClicks(db, batch, span, choice).orderBy('link').orderBy('at').orderBy('n')
      const rows = await clicks.limit(limit).execute()
      if (rows.length > 0) return rows
    }
    return []
  }

  async function page(...[links, span, { bots, filters }, after, limit]: Parameters<Reports['page']>) {
    const words = await chosenWords(db, filters)
    if (!words) return []
    const choice = { bots, words }
    if (!after) return seenClicks(db, await pageOf(links, span, choice, limit))
    const rows = await clicksBehind(db, after.link, span, choice, after).limit(limit).execute()
    const later = links.filter((link) => link > after.link)
    return seenClicks(db, rows.length > 0 ? rows : await pageOf(later, span, choice, limit))
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
    let found: ClickRow[] = []
    for (const chunk of chunksOf(links)) {
      const clicks = chosenClicks(db, chunk, { from: since, to: Number.MAX_SAFE_INTEGER }, EVERY)
      const rows = await clicks.where('n', '>', position).orderBy('n').limit(limit).execute()
      found = [...found, ...rows].sort(byPosition).slice(0, limit)
    }
    return seenClicks(db, found)
  }

  return { page, newest, clicksAfter }
}
