/** SQLite as a whole: the databases of a data folder, opened for what answers requests and for what works beside it. */

import type { ClicksSchema } from '../sql/clicks-schema.ts'
import type { SqlEngine } from '../sql/engine.ts'
import type { SqlEngines } from '../sql/engines.ts'
import type { LinksSchema } from '../sql/links-schema.ts'
import { sqliteLinkChanges } from './changes.ts'
import { assertNotLost } from './database-file.ts'
import { assertNotMoved, type DataFolder, isInstalled, prepareFolder } from './folder.ts'
import { fullySynced, groupSynced } from './open.ts'
import type { SyncFailed } from './sync.ts'

function engines(folder: DataFolder, openLinks: (path: string) => SqlEngine<LinksSchema>): SqlEngines {
  assertNotMoved(folder)
  prepareFolder(folder)
  for (const path of [folder.links, folder.clicks]) assertNotLost(path, isInstalled(folder))
  const links = openLinks(folder.links)
  const clicks = fullySynced<ClicksSchema>(folder.clicks)
  return {
    links,
    clicks,
    changes: sqliteLinkChanges(folder.links),
    ownLinks: (same) => same,
    ownClicks: (same) => same,
    async close() {
      await links.close()
      await clicks.close()
    },
  }
}

/** For a command or a thread of its own, which may wait for the disk. */
export const workingSqlite = (folder: DataFolder): SqlEngines => engines(folder, fullySynced)

/** For a process that answers requests. `syncFailed` hears of it when the disk refuses to keep what was written. */
export const servingSqlite = (folder: DataFolder, syncFailed: SyncFailed): SqlEngines =>
  engines(folder, (path) => groupSynced(path, syncFailed))
