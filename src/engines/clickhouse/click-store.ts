/** Clicks in ClickHouse; what has to be settled, and salts, in the SQL database beside it. */
import { Failure } from '../../domain/failure.ts'
import { SLOT } from '../../domain/moment.ts'
import type { ClickStore } from '../../ports/click-store.ts'
import { sqlClickStore } from '../sql/click-store.ts'
import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { SqlEngine } from '../sql/engine.ts'
import { Connection, within } from './connection.ts'
import { folding } from './fold.ts'
import { upToDate } from './migrate.ts'
import { partLedger } from './parts.ts'
import { reporting, totalsOf } from './reports.ts'
import { among } from './rows.ts'
import { singleClicks } from './stream.ts'
import { KIND, keeperOf, layoutOf, REMOVING } from './tables.ts'
import { verifyCounters } from './verify.ts'
import { closing } from './visitors.ts'

/** How long a list of links waits for its click counts before it takes those of the SQL database, in milliseconds. */
const TOTALS_PATIENCE = 1_000
/** Days for which the marks of parts are kept: longer than the ledger knows the parts. */
const MARKS_KEPT = 100

export interface ClickHouse {
  clicks: ClickStore
  /** Brings the database up to date; the names of the migrations that ran. Refused while it is away. */
  reach(): Promise<string[]>
  close(): Promise<void>
}

/** The store of clicks in the database behind a URL. It need not answer yet: it is brought up to date when it does. */
export function openClickHouse(
  { url, cluster }: { url: string; cluster: string | null },
  engine: SqlEngine<ClicksSchema>,
  lost: (error: unknown) => void,
): ClickHouse {
  const layout = layoutOf({ url, cluster })
  const connection = new Connection(url, cluster !== null, lost)
  const database = upToDate(connection, layout)
  const parts = partLedger(engine)
  const beside = sqlClickStore(engine)
  const close = closing(database, layout)

  const removeWhere = (table: string, where: string) =>
    database.command(`delete from ${keeperOf(layout, table)} where ${where} settings ${REMOVING}`)

  async function forgetMarks(before: number): Promise<void> {
    const old = `kind = ${KIND.part} and at < ${before}`
    const marks = await database.ask(`select link from counts where ${old} limit 1`)
    if (marks.length > 0) await removeWhere('counts', old)
  }

  const clicks: ClickStore = {
    ...singleClicks(database, parts),
    report: reporting(database),
    fold: folding(database, parts, layout),
    salt: beside.salt,
    verify: () => verifyCounters(database, engine.db),

    /** Where ClickHouse is away, clicks and bots as they were last counted; uniques are not known then. */
    async totals(links) {
      try {
        return await within(TOTALS_PATIENCE, totalsOf(database, links))
      } catch (error) {
        if (error instanceof Failure) return beside.totals(links)
        throw error
      }
    },

    /** Salts first: they go in time, whether ClickHouse is there or not. */
    async forgetVisitors(day) {
      await beside.forgetVisitors(day)
      await close(day)
      await forgetMarks(day - MARKS_KEPT)
    },

    async linksWithClicksBefore(moment, after, limit) {
      const end = Math.floor(moment / SLOT) * SLOT
      const rows = await database.study<{ link: number }>(
        `select distinct link from clicks where link > ${after} and at < ${end} order by link limit ${limit}`,
      )
      return rows.map(({ link }) => link)
    },

    /** The note that they went before the clicks: broken off in between, they are found again. */
    async removeClicks(link, before) {
      const slot = Math.floor(before / SLOT)
      const old = `link = ${link} and at < ${slot * SLOT}`
      const [found] = await database.study<{ clicks: number }>(
        `select count() as clicks from clicks where ${old}`,
      )
      if (!found?.clicks) return 0
      const rows = [[link, slot]]
      await database.insert({ table: 'removals', columns: ['link', 'slot'], rows, token: `${link} ${slot}` })
      await removeWhere('clicks', old)
      return found.clicks
    },

    // Its rows are deleted link by link; a month of a cluster may hold others' clicks that are kept for longer.
    dropClicks: async () => 0,

    async forgetLinks(links) {
      if (links.length === 0) return
      await removeWhere('clicks', among(links))
      await removeWhere('visitors', among(links))
      await removeWhere('removals', among(links))
      await removeWhere(
        'counts',
        `(kind in (${KIND.total}, ${KIND.slot}) or kind > ${KIND.values}) and ${among(links)}`,
      )
      await beside.forgetLinks(links)
    },
  }
  return { clicks, reach: database.reach, close: () => connection.close() }
}
