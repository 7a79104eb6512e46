import { expect, test } from 'bun:test'
import countryFile from '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb' with {
  type: 'file',
}
import type { RawClick, Traits } from '../domain/click.ts'
import { DAY } from '../domain/moment.ts'
import { agentReader } from './agent.ts'
import { countryReader } from './country.ts'
import { enricher } from './enrich.ts'

const countryOf = await countryReader(countryFile)

test('the country of an address is found without asking anybody', () => {
  expect(countryOf('8.8.8.8')).toBe('US')
  expect(countryOf('2a02:26f0::1')).toMatch(/^[A-Z]{2}$/)
  for (const address of ['127.0.0.1', '10.1.2.3', '::1', '', 'nonsense']) expect(countryOf(address)).toBe('')
})

const enrich = enricher({
  agentOf: agentReader(),
  countryOf,
  saltOf: async (day) => new Uint8Array(32).fill(day),
  ownHosts: new Set(['go.example.com']),
})

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0) Firefox/127.0'
const raw = (link = 1, at = 0, ip = '8.8.8.8', userAgent = FIREFOX): RawClick => ({
  link,
  at,
  origin: { ip, userAgent, referrer: '' },
})

test('an enriched click names nobody', async () => {
  const [click] = await enrich([raw()])
  expect(click?.traits).toMatchObject({
    country: 'US',
    browser: 'Firefox',
    os: 'Windows',
    referrer: 'direct',
  })
  expect(JSON.stringify(click)).not.toContain('8.8.8.8')
})

test('a visitor is the same within a day and on every link, and another on the next day, address or browser', async () => {
  const others = [raw(1, DAY), raw(1, 0, '8.8.4.4'), raw(1, 0, '8.8.8.8', 'curl/8')]
  const [first, again, elsewhere, ...rest] = await enrich([raw(), raw(1, DAY - 1), raw(2), ...others])
  expect(again?.traits.visitor).toBe(first?.traits.visitor as number)
  expect(elsewhere?.traits.visitor).toBe(first?.traits.visitor as number)
  expect(new Set([first, ...rest].map((click) => click?.traits.visitor)).size).toBe(4)
})

test('clicks from one place share their traits', async () => {
  const one = raw()
  const [first, again] = await enrich([one, { ...one, link: 2 }])
  expect(again?.traits).toBe(first?.traits as Traits)
})
