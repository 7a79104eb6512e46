/** PostgreSQL as a whole: what answers requests, what works beside it, and what each has its own way. */
import { sql } from 'kysely'
import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { SqlEngine } from '../sql/engine.ts'
import type { SqlEngines } from '../sql/engines.ts'
import { sqlLinks } from '../sql/links.ts'
import type { LinksSchema } from '../sql/links-schema.ts'
import { postgresLinkChanges, type Report } from './changes.ts'
import { clicksByMonth } from './months.ts'
import { openPostgres } from './open.ts'
import { ANSWERING, type PoolLimits, READING, WORKING } from './pool.ts'
import { LatelyChanged, noting, Replica, routesByReplica } from './replica.ts'

export interface ServingPostgres {
  url: string
  /** Null: redirects ask the database too. */
  replicaUrl: string | null
  /** For how long, in milliseconds, what is remembered of links outlasts PostgreSQL. */
  outlast: number
}

const answers = ({ db }: SqlEngine<LinksSchema>) =>
  sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )

interface Parts extends Pick<ServingPostgres, 'url' | 'outlast'> {
  limits: PoolLimits
  report: Report
  announced?: (slug: string | null) => void
}

function engines({ url, limits, outlast, report, announced }: Parts): SqlEngines {
  const links = openPostgres<LinksSchema>(url, limits, announced)
  const clicks = openPostgres<ClicksSchema>(url, WORKING)
  return {
    links,
    clicks,
    changes: postgresLinkChanges({ url, report, answers: () => answers(links), outlast }),
    ownLinks: (same) => same,
    ownClicks: (store) => clicksByMonth(store, clicks),
    async close() {
      await links.close()
      await clicks.close()
    },
  }
}

/** For a command or a thread of its own. */
export const workingEngines = (url: string, report: Report): SqlEngines =>
  engines({ url, limits: WORKING, outlast: 0, report })

/** For a process that answers requests. */
export function servingEngines({ url, replicaUrl, outlast }: ServingPostgres, report: Report): SqlEngines {
  if (replicaUrl === null) return engines({ url, limits: ANSWERING, outlast, report })
  const changed = new LatelyChanged()
  const primary = engines({ url, limits: ANSWERING, outlast, report, announced: changed.add })
  const copy = openPostgres<LinksSchema>(replicaUrl, READING)
  const replica = new Replica({ primary: primary.links.db, replica: copy.db, changed, report })
  return {
    ...primary,
    changes: noting(primary.changes, changed),
    ownLinks: (links) => ({
      ...links,
      route: routesByReplica(replica, sqlLinks(copy).route, links.route),
    }),
    async close() {
      replica.stop()
      await primary.close()
      await copy.close()
    },
  }
}
