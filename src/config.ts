/** The environment, read in one place and checked whole: every mistake is named at once. */
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { isPlanName, PLAN_NAMES, PLANS, type PlanName, type Plans } from './domain/plan.ts'
import { emailProblem, normalEmail } from './domain/user.ts'
import type { Provider } from './engines/better-auth/auth.ts'
import type { AddressRange } from './http/address.ts'

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

type Environment = Readonly<Record<string, string | undefined>>

/** The settings that do not stand, one sentence each. */
export class ConfigError extends Error {
  readonly mistakes: string[]

  constructor(mistakes: string[]) {
    super(`The settings cannot be used:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`)
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** Thrown by the readers below: the sentence after the setting's name. */
class Mistake extends Error {}

const wholeNumber = (least: number, most: number) => (text: string) => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new Mistake(`must be a whole number from ${least} to ${most}`)
  return number
}

const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string) => {
    const word = words.find((w) => w === text)
    if (word === undefined) throw new Mistake(`must be one of ${words.join(', ')}`)
    return word
  }

function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const plain =
    url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  if (!plain)
    throw new Mistake('must be a URL such as https://go.example.com, without user name, query or fragment')
  return url.href.replace(/\/$/, '')
}

export const isDatabaseUrl = (text: string) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)

function databaseUrl(text: string): string {
  if (!isDatabaseUrl(text))
    throw new Mistake('must be a URL such as postgres://user:password@host:5432/fluxly')
  return text
}

/** Whether a text is the URL of a database in ClickHouse. */
export function isClickHouseUrl(text: string): boolean {
  const { protocol = '', pathname = '', search = '' } = URL.canParse(text) ? new URL(text) : {}
  return /^https?:$/.test(protocol) && /^\/\w+$/.test(pathname) && search === ''
}

function clickHouseUrl(text: string): string {
  if (!isClickHouseUrl(text)) throw new Mistake('must be a URL such as http://user:password@host:8123/fluxly')
  return text
}

function clusterName(text: string): string {
  if (!/^[\w.-]+$/.test(text)) throw new Mistake('must be the name of a cluster, such as fluxly')
  return text
}

function smtpUrl(text: string): string {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text))
    throw new Mistake('must be a URL such as smtp://user:password@mail.example.com:587')
  return text
}

/** An address, alone or behind a name: `Fluxly <links@example.com>`. */
function mailAddress(text: string): string {
  const address = /<([^<>]*)>$/.exec(text)?.[1] ?? text
  if (/\p{Cc}/u.test(text) || emailProblem(normalEmail(address)))
    throw new Mistake('must be an address such as Fluxly <links@example.com>')
  return text
}

function secret(text: string): string {
  if (text.length < 32) throw new Mistake('must be at least 32 characters long')
  return text
}

function addressRange(text: string): AddressRange {
  try {
    if (isIP(text)) return [ipaddr.parse(text), text.includes(':') ? 128 : 32]
    return ipaddr.parseCIDR(text)
  } catch {
    throw new Mistake(`names "${text}", which is neither an address nor a range such as 10.0.0.0/8`)
  }
}

const addressRanges = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(addressRange)

function existingFile(text: string): string {
  if (!existsSync(text)) throw new Mistake(`names the file "${text}", which does not exist`)
  return resolve(text)
}

function readText(path: string): string {
  try {
    return readFileSync(existingFile(path), 'utf8')
  } catch (error) {
    if (error instanceof Mistake) throw error
    throw new Mistake(`names "${path}", which cannot be read (${(error as { code?: string }).code})`)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Mistake('names a file that is not JSON')
  }
}

function plans(path: string): Plans {
  // What checks the file takes as long to load as all else that a command needs; few set this.
  const { planFile } = require('./plan-file.ts') as typeof import('./plan-file.ts')
  const read = planFile.safeParse(parseJson(readText(path)))
  if (!read.success) {
    const places = read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
    throw new Mistake(`names a file that is not a table of plans: ${places.join('; ')}`)
  }
  return Object.fromEntries(
    PLAN_NAMES.map((name) => [name, { ...PLANS[name], ...read.data[name] }]),
  ) as unknown as Plans
}

function planName(text: string): PlanName {
  if (!isPlanName(text)) throw new Mistake(`must be one of ${PLAN_NAMES.join(', ')}`)
  return text
}

/** A setting's text: from NAME, or from the file that NAME_FILE names. Undefined where neither is set. */
function textOf(env: Environment, name: string): string | undefined {
  const file = env[`${name}_FILE`]
  if (file) {
    if (env[name]) throw new Mistake(`and ${name}_FILE are both set; keep one`)
    return readText(file).trim()
  }
  return env[name] === '' ? undefined : env[name]
}

/** Reads settings one by one and gathers what is wrong with them. */
class Reader {
  readonly mistakes: string[] = []
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  read<T, F>(name: string, reader: (text: string) => T, fallback: F): T | F {
    try {
      const text = textOf(this.#env, name)
      return text === undefined ? fallback : reader(text)
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
      this.mistakes.push(`${name} ${error.message}.`)
      return fallback
    }
  }

  /** An application registered with a provider; both of its settings are set, or none. */
  provider(name: string): Provider | undefined {
    const clientId = this.read(`${name}_CLIENT_ID`, String, '')
    const clientSecret = this.read(`${name}_CLIENT_SECRET`, String, '')
    if (clientId === '' && clientSecret === '') return undefined
    if (clientId === '' || clientSecret === '')
      this.mistakes.push(`${name}_CLIENT_ID and ${name}_CLIENT_SECRET have to be set together.`)
    return { clientId, clientSecret }
  }

  /** How mails go out, or null where none do. */
  mail(publicHost: string): Config['mail'] {
    const url = this.read('SMTP_URL', smtpUrl, null)
    const from = this.read('FLUXLY_MAIL_FROM', mailAddress, `Fluxly <fluxly@${publicHost}>`)
    return url === null ? null : { smtpUrl: url, from }
  }

  /** Where clicks are kept, or null where they have no place of their own. */
  clickHouse(): Config['clickHouse'] {
    const url = this.read('CLICKHOUSE_URL', clickHouseUrl, null)
    const cluster = this.read('CLICKHOUSE_CLUSTER', clusterName, null)
    return url === null ? null : { url, cluster }
  }
}

/** Reads the whole environment. Throws a {@link ConfigError} that names every mistake. */
export function readConfig(env: Environment, given: { port?: string | undefined } = {}): Config {
  const reader = new Reader(given.port === undefined ? env : { ...env, PORT: given.port })
  const port = reader.read('PORT', wholeNumber(1, 65535), 3000)
  const url = reader.read('FLUXLY_URL', baseUrl, `http://localhost:${port}`)
  const github = reader.provider('GITHUB')
  const google = reader.provider('GOOGLE')
  const config: Config = {
    port,
    host: reader.read('HOST', String, '127.0.0.1'),
    dataDir: resolve(reader.read('FLUXLY_DATA_DIR', String, './data')),
    url,
    secret: reader.read('FLUXLY_SECRET', secret, null),
    databaseUrl: reader.read('DATABASE_URL', databaseUrl, null),
    databaseReplicaUrl: reader.read('DATABASE_REPLICA_URL', databaseUrl, null),
    outageSeconds: reader.read('FLUXLY_OUTAGE_SECONDS', wholeNumber(0, 1_000_000), 3_600),
    clickHouse: reader.clickHouse(),
    rateLimit: reader.read('FLUXLY_RATE_LIMIT', wholeNumber(0, 1_000_000_000), 600),
    plans: reader.read('FLUXLY_PLANS', plans, PLANS),
    defaultPlan: reader.read('FLUXLY_DEFAULT_PLAN', planName, 'full_stack'),
    drainSeconds: reader.read('FLUXLY_DRAIN_SECONDS', wholeNumber(0, 3600), 0),
    clickSync: reader.read('FLUXLY_CLICK_SYNC', oneOf(['second', 'always']), 'second'),
    trustedProxies: reader.read('FLUXLY_TRUSTED_PROXIES', addressRanges, []),
    countryFile: reader.read('FLUXLY_COUNTRY_FILE', existingFile, null),
    logLevel: reader.read('FLUXLY_LOG_LEVEL', oneOf(LOG_LEVELS), 'info'),
    mail: reader.mail(new URL(url).hostname),
    providers: { ...(github ? { github } : {}), ...(google ? { google } : {}) },
    userPassword: reader.read('FLUXLY_PASSWORD', String, null),
  }
  if (config.databaseReplicaUrl !== null && config.databaseUrl === null)
    reader.mistakes.push('DATABASE_REPLICA_URL is set, but DATABASE_URL is not: a replica of what?')
  if (reader.mistakes.length > 0) throw new ConfigError(reader.mistakes)
  return Object.freeze(config)
}
