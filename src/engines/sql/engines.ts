/** An SQL database as a whole. */
import type { ClickStore } from '../../ports/click-store.ts'
import type { LinkChanges } from '../../ports/link-changes.ts'
import type { Links } from '../../ports/links.ts'
import type { ClicksSchema } from './clicks-schema.ts'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema } from './links-schema.ts'

export interface SqlEngines {
  links: SqlEngine<LinksSchema>
  clicks: SqlEngine<ClicksSchema>
  changes: LinkChanges
  /** What an engine does its own way, in place of what is written once for all. */
  ownLinks(links: Links): Links
  ownClicks(clicks: ClickStore): ClickStore
  close(): Promise<void>
}
