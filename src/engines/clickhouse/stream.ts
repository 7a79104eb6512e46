/** Single clicks, for who wants every one: in pages, or as they come. */
import type { Reports } from '../../ports/reports.ts'
import type { Database } from './connection.ts'
import type { PartLedger } from './parts.ts'
import { type ClickRow, chosen, SEEN, seen } from './rows.ts'

const EVERY = { bots: 'include', filters: {} } as const

export function singleClicks(
  database: Database,
  parts: PartLedger,
): Pick<Reports, 'page' | 'newest' | 'clicksAfter'> {
  return {
    newest: parts.newest,

    async page(links, span, selection, after, limit) {
      const { where, values } = chosen(
        after ? links.filter((link) => link >= after.link) : links,
        span,
        selection,
      )
      const behind = after ? ` and (link, at, n) > (${after.link}, ${after.at}, ${after.n})` : ''
      const rows = await database.ask<ClickRow>(
        `select ${SEEN} from clicks where ${where}${behind} order by link, at, n limit ${limit}`,
        values,
      )
      return seen(rows)
    },

    /** No further than what is whole: a part with a lower number may still be on its way from another node. */
    async clicksAfter(links, position, since, limit) {
      const newest = await parts.newest()
      if (newest <= position) return []
      const { where } = chosen(links, { from: since, to: Number.MAX_SAFE_INTEGER }, EVERY)
      const rows = await database.ask<ClickRow>(
        `select ${SEEN} from clicks where ${where} and n > ${position} and n <= ${newest} order by n limit ${limit}`,
      )
      return seen(rows)
    },
  }
}
