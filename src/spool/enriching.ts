/** What enriching clicks needs to know, put together: countries, programs, the salts in the store. */
import countryFile from '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb' with {
  type: 'file',
}
import type { Config } from '../config/config.ts'
import { agentReader } from '../pipeline/agent.ts'
import { countryReader } from '../pipeline/country.ts'
import { enricher } from '../pipeline/enrich.ts'
import type { ClickStore } from '../ports/click-store.ts'
import { systemRandom } from '../system.ts'

export type EnrichingSettings = Pick<Config, 'countryFile' | 'url'>

/** Opens the file of countries, and makes a function that enriches clicks for a store. */
export async function openEnricher(
  settings: EnrichingSettings,
  store: Pick<ClickStore, 'salt'>,
): Promise<ReturnType<typeof enricher>> {
  return enricher({
    agentOf: agentReader(),
    countryOf: await countryReader(settings.countryFile ?? countryFile),
    saltOf: (day) => store.salt(day, systemRandom(32)),
    // Coming from one's own host is coming from nowhere.
    ownHosts: new Set([new URL(settings.url).hostname]),
  })
}
