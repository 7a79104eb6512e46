import { expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConfigError, readConfig } from './config.ts'

const file = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'fluxly-config-')), 'file')
  writeFileSync(path, text)
  return path
}

const mistakes = (env: Record<string, string>): string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as ConfigError).mistakes
  }
}

test('an empty environment is a working one', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    port: 3000,
    url: 'http://localhost:3000',
    rateLimit: 600,
    drainSeconds: 0,
    defaultPlan: 'full_stack',
    databaseUrl: null,
    databaseReplicaUrl: null,
    outageSeconds: 3600,
  })
})

test('the public URL follows the port unless it is given', () => {
  expect(readConfig({ PORT: '8080' }).url).toBe('http://localhost:8080')
  expect(readConfig({}, { port: '8081' })).toMatchObject({ port: 8081, url: 'http://localhost:8081' })
  expect(readConfig({ FLUXLY_URL: 'https://go.example.com/' }).url).toBe('https://go.example.com')
})

test('every mistake is named at once', () => {
  const wrong = mistakes({
    PORT: 'abc',
    FLUXLY_URL: 'ftp://x',
    FLUXLY_RATE_LIMIT: '-1',
    FLUXLY_DEFAULT_PLAN: 'gold',
    FLUXLY_CLICK_SYNC: 'never',
    FLUXLY_TRUSTED_PROXIES: '10.0.0.0/8, nonsense',
    DATABASE_URL: 'mysql://x',
    FLUXLY_SECRET: 'short',
    SMTP_URL: 'mail.example.com:25',
    FLUXLY_MAIL_FROM: 'nobody',
    GITHUB_CLIENT_ID: 'half of what is needed',
    FLUXLY_PLANS: '/nowhere.json',
    CLICKHOUSE_URL: 'http://127.0.0.1:8123',
    CLICKHOUSE_CLUSTER: 'two words',
  })
  expect(wrong.map((mistake) => mistake.split(' ')[0])).toEqual([
    'PORT',
    'FLUXLY_URL',
    'GITHUB_CLIENT_ID',
    'FLUXLY_SECRET',
    'DATABASE_URL',
    'CLICKHOUSE_URL',
    'CLICKHOUSE_CLUSTER',
    'FLUXLY_RATE_LIMIT',
    'FLUXLY_PLANS',
    'FLUXLY_DEFAULT_PLAN',
    'FLUXLY_CLICK_SYNC',
    'FLUXLY_TRUSTED_PROXIES',
    'SMTP_URL',
    'FLUXLY_MAIL_FROM',
  ])
})

test('a setting can be read from a file, but not from both', () => {
  const secret = 's'.repeat(40)
  expect(readConfig({ FLUXLY_SECRET_FILE: file(`${secret}\n`) }).secret).toBe(secret)
  expect(mistakes({ FLUXLY_SECRET: secret, FLUXLY_SECRET_FILE: file(secret) })[0]).toContain('both')
  expect(mistakes({ FLUXLY_SECRET_FILE: '/nowhere' })[0]).toContain('FLUXLY_SECRET')
})

test('a replica needs the database that it is of', () => {
  const replica = { DATABASE_REPLICA_URL: 'postgres://u:p@copy/fluxly' }
  expect(mistakes(replica)[0]).toContain('DATABASE_URL is not')
  const both = readConfig({ ...replica, DATABASE_URL: 'postgres://u:p@host/fluxly' })
  expect(both.databaseReplicaUrl).toBe(replica.DATABASE_REPLICA_URL)
})

test('the plan table’s numbers can be overridden one by one', () => {
  const { plans } = readConfig({ FLUXLY_PLANS: file('{"free": {"links_per_month": 3}}') })
  expect(plans.free).toMatchObject({ links_per_month: 3, stats_days: 30, api: false })
  expect(plans.full_stack.links_per_month).toBe(1_000_000)
})

test('a plan table that is no plan table is refused with the place', () => {
  expect(mistakes({ FLUXLY_PLANS: file('{"gold": {}}') })[0]).toContain('gold')
  expect(mistakes({ FLUXLY_PLANS: file('{"free": {"links_per_month": -1}}') })[0]).toContain(
    'free.links_per_month',
  )
  expect(mistakes({ FLUXLY_PLANS: file('{') })[0]).toContain('not JSON')
})
