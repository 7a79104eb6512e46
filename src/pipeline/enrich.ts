/** From a click as it was recorded to a click as it is kept: what names a person is left behind. */
import { type Agent, type Click, type RawClick, referrerHost } from '../domain/click.ts'
import { utcDay } from '../domain/moment.ts'
import { RecentMap } from '../domain/recent-map.ts'
import { visitorOf } from './visitor.ts'

export interface Knowledge {
  agentOf(userAgent: string): Agent
  countryOf(ip: string): string
  /** The salt of a UTC day. */
  saltOf(day: number): Promise<Uint8Array>
  /** Our own host names: coming from our own password page is coming from nowhere. */
  ownHosts: ReadonlySet<string>
}

/** Makes a function that enriches clicks. */
export function enricher({ agentOf, countryOf, saltOf, ownHosts }: Knowledge) {
  const referrers = new RecentMap<string, string>(4096)
  const visitors = new RecentMap<string, number>(16_384)

  function referrerOf(header: string): string {
    const known = referrers.get(header)
    if (known !== undefined) return known
    const host = referrerHost(header, ownHosts)
    referrers.set(header, host)
    return host
  }

  function visitorKnown(day: number, salt: Uint8Array, ip: string, userAgent: string): number {
    const key = `${day} ${ip} ${userAgent}`
    const known = visitors.get(key)
    if (known !== undefined) return known
    const visitor = visitorOf(salt, ip, userAgent)
    visitors.set(key, visitor)
    return visitor
  }

  return async function enrich(clicks: RawClick[]): Promise<Click[]> {
    const salts = new Map<number, Uint8Array>()
    for (const day of new Set(clicks.map(([, at]) => utcDay(at)))) salts.set(day, await saltOf(day))
    return clicks.map(([link, at, ip, userAgent, referrer]) => {
      const day = utcDay(at)
      const { device, browser, os, bot } = agentOf(userAgent)
      const visitor = visitorKnown(day, salts.get(day) as Uint8Array, ip, userAgent)
      return {
        link,
        at,
        referrer: referrerOf(referrer),
        device,
        browser,
        os,
        country: countryOf(ip),
        bot,
        visitor,
      }
    })
  }
}
