/** `fluxly migrate`: brings the database up to date, or moves an installation into another one. */
import { type Config, isDatabaseUrl } from '../config.ts'
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

export const migrateCommand: Command = {
  usage: 'migrate [--from sqlite --to postgres://…]',
  summary:
    'brings the database up to date, as every command does; or moves a running installation from SQLite to PostgreSQL',
  options: { from: { type: 'string' }, to: { type: 'string' } },
  async run(given, config) {
    if (given.words.length > 0)
      throw new UsageError(`migrate does not know ${JSON.stringify(given.words[0])}.`)
    if (given.options.from === undefined && given.options.to === undefined) return bringUpToDate(config)
    const to = destinationIn(given, config)
    const { move } = await import('./move.ts')
    return move(config, to)
  },
}
