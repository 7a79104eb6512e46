/** The environment, read in one place and checked whole: every mistake is named at once. */
import { resolve } from 'node:path'
import { PLANS, type PlanName, type Plans } from '../domain/plan.ts'
import type { Provider } from '../engines/better-auth/auth.ts'
import type { AddressRange } from '../http/address.ts'
import { plans } from './plans.ts'
import { type Environment, Reader } from './reader.ts'
import {
  addressRanges,
  baseUrl,
  clickHouseUrl,
  clusterName,
  databaseUrl,
  existingFile,
  mailAddress,
  oneOf,
  planName,
  secret,
  smtpUrl,
  wholeNumber,
} from './values.ts'

export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** The public base URL, without a slash at its end. */
  readonly url: string
  /** Null: made and kept in the data folder. */
  readonly secret: string | null
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null
  /** A copy of that database which redirects ask first. Null: there is none. */
  readonly databaseReplicaUrl: string | null
  /** For how long redirects of remembered links go on while PostgreSQL is away. */
  readonly outageSeconds: number
  /** Where clicks are kept; null: where the rest is. `cluster`: over its shards and replicas. */
  readonly clickHouse: { url: string; cluster: string | null } | null
  /** API requests a minute and key; 0: no limits on requests. */
  readonly rateLimit: number
  readonly plans: Plans
  readonly defaultPlan: PlanName
  readonly drainSeconds: number
  /** When a click has to be on disk: within a second, or before its redirect leaves. */
  readonly clickSync: 'second' | 'always'
  /** Address ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly AddressRange[]
  /** Null: the database of countries that comes with Fluxly. */
  readonly countryFile: string | null
  readonly logLevel: LogLevel
  /** Null: mails are written to the log. */
  readonly mail: { smtpUrl: string; from: string } | null
  /** Accounts elsewhere by which people can sign in. */
  readonly providers: { github?: Provider; google?: Provider }
  /** The password of the user that `fluxly user create` makes. */
  readonly userPassword: string | null
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** The settings that do not stand, one sentence each. */
export class ConfigError extends Error {
  readonly mistakes: string[]

  constructor(mistakes: string[]) {
    super(`The settings cannot be used:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`)
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** An application registered with a provider; both of its settings are set, or none. */
function provider(reader: Reader, name: string): Provider | undefined {
  const clientId = reader.read(`${name}_CLIENT_ID`, String, '')
  const clientSecret = reader.read(`${name}_CLIENT_SECRET`, String, '')
  if (clientId === '' && clientSecret === '') return undefined
  if (clientId === '' || clientSecret === '')
    reader.mistakes.push(`${name}_CLIENT_ID and ${name}_CLIENT_SECRET have to be set together.`)
  return { clientId, clientSecret }
}

/** How mails go out, or null where none do. */
function mail(reader: Reader, publicHost: string): Config['mail'] {
  const url = reader.read('SMTP_URL', smtpUrl, null)
  const from = reader.read('FLUXLY_MAIL_FROM', mailAddress, `Fluxly <fluxly@${publicHost}>`)
  return url === null ? null : { smtpUrl: url, from }
}

/** Where clicks are kept, or null where they have no place of their own. */
function clickHouse(reader: Reader): Config['clickHouse'] {
  const url = reader.read('CLICKHOUSE_URL', clickHouseUrl, null)
  const cluster = reader.read('CLICKHOUSE_CLUSTER', clusterName, null)
  return url === null ? null : { url, cluster }
}

/** Reads the whole environment. Throws a {@link ConfigError} that names every mistake. */
export function readConfig(env: Environment, given: { port?: string | undefined } = {}): Config {
  const reader = new Reader(given.port === undefined ? env : { ...env, PORT: given.port })
  const port = reader.read('PORT', wholeNumber(1, 65535), 3000)
  const url = reader.read('FLUXLY_URL', baseUrl, `http://localhost:${port}`)
  const github = provider(reader, 'GITHUB')
  const google = provider(reader, 'GOOGLE')
  const config: Config = {
    port,
    host: reader.read('HOST', String, '127.0.0.1'),
    dataDir: resolve(reader.read('FLUXLY_DATA_DIR', String, './data')),
    url,
    secret: reader.read('FLUXLY_SECRET', secret, null),
    databaseUrl: reader.read('DATABASE_URL', databaseUrl, null),
    databaseReplicaUrl: reader.read('DATABASE_REPLICA_URL', databaseUrl, null),
    outageSeconds: reader.read('FLUXLY_OUTAGE_SECONDS', wholeNumber(0, 1_000_000), 3_600),
    clickHouse: clickHouse(reader),
    rateLimit: reader.read('FLUXLY_RATE_LIMIT', wholeNumber(0, 1_000_000_000), 600),
    plans: reader.read('FLUXLY_PLANS', plans, PLANS),
    defaultPlan: reader.read('FLUXLY_DEFAULT_PLAN', planName, 'full_stack'),
    drainSeconds: reader.read('FLUXLY_DRAIN_SECONDS', wholeNumber(0, 3600), 0),
    clickSync: reader.read('FLUXLY_CLICK_SYNC', oneOf(['second', 'always']), 'second'),
    trustedProxies: reader.read('FLUXLY_TRUSTED_PROXIES', addressRanges, []),
    countryFile: reader.read('FLUXLY_COUNTRY_FILE', existingFile, null),
    logLevel: reader.read('FLUXLY_LOG_LEVEL', oneOf(LOG_LEVELS), 'info'),
    mail: mail(reader, new URL(url).hostname),
    providers: { ...(github ? { github } : {}), ...(google ? { google } : {}) },
    userPassword: reader.read('FLUXLY_PASSWORD', String, null),
  }
  if (config.databaseReplicaUrl !== null && config.databaseUrl === null)
    reader.mistakes.push('DATABASE_REPLICA_URL is set, but DATABASE_URL is not: a replica of what?')
  if (reader.mistakes.length > 0) throw new ConfigError(reader.mistakes)
  return Object.freeze(config)
}
