/** `fluxly migrate`: brings the database up to date, or moves an installation into another one. */
import type { Config } from '../config/config.ts'
import { isClickHouseUrl, isDatabaseUrl } from '../config/values.ts'
import { type Command, type Given, say, UsageError, withStores } from './command.ts'

async function bringUpToDate(config: Config): Promise<number> {
  const migrated = await withStores(config, async (stores) => [
    ...stores.migrated,
    ...(await stores.reachClickHouse()),
  ])
  say(migrated.length === 0 ? 'The database is up to date.' : `Ran: ${migrated.join(', ')}.`)
  return 0
}

/** Where to, as a URL; without `--to` it is the database that the settings name. */
function destinationIn({ options }: Given, config: Config): string {
  if (options.from !== 'sqlite')
    throw new UsageError(
      'Moving is possible from SQLite only: fluxly migrate --from sqlite --to postgres://…',
    )
  const to = options.to ?? config.databaseUrl
  if (typeof to !== 'string' || !isDatabaseUrl(to))
    throw new UsageError('--to must be a URL such as postgres://user:password@host:5432/fluxly.')
  return to
}

/** Where clicks go, if they do; `clickhouse` is the one that the settings name. */
function clicksToIn({ options }: Given, { clickHouse }: Config): Config['clickHouse'] {
  const to = options['clicks-to']
  if (typeof to !== 'string') return null
  if (to === 'clickhouse' && clickHouse) return clickHouse
  if (!isClickHouseUrl(to))
    throw new UsageError(
      '--clicks-to must be a URL such as http://user:password@host:8123/fluxly, or clickhouse where CLICKHOUSE_URL is set.',
    )
  return { url: to, cluster: clickHouse?.cluster ?? null }
}

export const migrateCommand: Command = {
  usage: 'migrate [--from sqlite --to postgres://…] [--clicks-to http://…]',
  summary:
    'brings the database up to date, as every command does; or moves a running installation from SQLite to PostgreSQL, and clicks to ClickHouse',
  options: { from: { type: 'string' }, to: { type: 'string' }, 'clicks-to': { type: 'string' } },
  async run(given, config) {
    if (given.words.length > 0)
      throw new UsageError(`migrate does not know ${JSON.stringify(given.words[0])}.`)
    const clicksTo = clicksToIn(given, config)
    if (given.options.from !== undefined || given.options.to !== undefined) {
      const to = destinationIn(given, config)
      const { move } = await import('./move.ts')
      return move(config, to, clicksTo)
    }
    if (clicksTo === null) return bringUpToDate(config)
    const { moveClicks } = await import('./move-clicks.ts')
    return moveClicks(config, clicksTo)
  },
}
