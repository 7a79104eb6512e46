/** PostgreSQL as a whole: what answers requests, what works beside it, and what each has its own way. */
import { sql } from 'kysely'
import type { ClickStore, LinkChanges, Links } from '../../ports.ts'
import type { SqlEngine } from '../sql/engine.ts'
import { sqlLinks } from '../sql/links.ts'
import type { ClicksSchema, LinksSchema } from '../sql/schema.ts'
import { Outage, type Report } from './away.ts'
import { postgresLinkChanges } from './changes.ts'
import { clicksByMonth } from './months.ts'
import { openPostgres } from './open.ts'
import { ANSWERING, READING, WORKING } from './pool.ts'
import { LatelyChanged, noting, Replica, routesByReplica } from './replica.ts'

export interface PostgresEngines {
  links: SqlEngine<LinksSchema>
  clicks: SqlEngine<ClicksSchema>
  changes: LinkChanges
  ownLinks(links: Links): Links
  ownClicks(clicks: ClickStore): ClickStore
  close(): Promise<void>
}

export interface ServingPostgres {
  url: string
  /** Null: redirects ask the database too. */
  replicaUrl: string | null
  /** For how long, in milliseconds, what is remembered of links outlasts PostgreSQL. */
  outlast: number
}

type Announced = (slug: string | null) => void

const answers = ({ db }: SqlEngine<LinksSchema>) =>
  sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )

function engines(
  url: string,
  limits: typeof ANSWERING,
  outage: Outage,
  outlast: number,
  announced?: Announced,
) {
  const links = openPostgres<LinksSchema>(url, limits, outage, announced)
  const clicks = openPostgres<ClicksSchema>(url, WORKING, outage)
  return {
    links,
    clicks,
    changes: postgresLinkChanges({ url, outage, answers: () => answers(links), outlast }),
    ownLinks: (same: Links) => same,
    ownClicks: (store: ClickStore) => clicksByMonth(store, clicks),
    async close() {
      await links.close()
      await clicks.close()
    },
  }
}

/** For a command or a thread of its own. */
export const workingEngines = (url: string, report: Report): PostgresEngines =>
  engines(url, WORKING, new Outage(report), 0)

/** For a process that answers requests. */
export function servingEngines(
  { url, replicaUrl, outlast }: ServingPostgres,
  report: Report,
): PostgresEngines {
  if (replicaUrl === null) return engines(url, ANSWERING, new Outage(report), outlast)
  const changed = new LatelyChanged()
  const primary = engines(url, ANSWERING, new Outage(report), outlast, changed.add)
  const copy = openPostgres<LinksSchema>(replicaUrl, READING, new Outage(() => undefined))
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
