/** From a click as it was recorded to a click as it is kept: what names a person is left behind. */
import {
  type Agent,
  type Click,
  type Origin,
  type RawClick,
  referrerHost,
  type Traits,
} from '../domain/click.ts'
import { utcDay } from '../domain/moment.ts'
import { RecentMap } from '../domain/recent-map.ts'
import { visitors } from './visitor.ts'

export interface Knowledge {
  agentOf(userAgent: string): Agent
  countryOf(ip: string): string
  /** The salt of a UTC day. */
  saltOf(day: number): Promise<Uint8Array>
  /** Our own host names: coming from our own password page is coming from nowhere. */
  ownHosts: ReadonlySet<string>
}

/** Makes a function that enriches clicks. Each place that clicks come from is looked at once a day, and shared by them. */
export function enricher({ agentOf, countryOf, saltOf, ownHosts }: Knowledge) {
  const referrers = new RecentMap<string, string>(4096)

  function referrerOf(header: string): string {
    const known = referrers.get(header)
    if (known !== undefined) return known
    const host = referrerHost(header, ownHosts)
    referrers.set(header, host)
    return host
  }

  function traitsOf({ ip, userAgent, referrer }: Origin, visitor: number): Traits {
    const { device, browser, os, bot } = agentOf(userAgent)
    return { referrer: referrerOf(referrer), device, browser, os, country: countryOf(ip), bot, visitor }
  }

  /** Makes a function that gives the traits of a day's clicks. */
  async function traitsOn(day: number): Promise<(origin: Origin) => Traits> {
    const visitorOf = visitors(await saltOf(day))
    const known = new Map<Origin, Traits>()
    return (origin) => {
      const found = known.get(origin)
      if (found) return found
      const traits = traitsOf(origin, visitorOf(origin))
      known.set(origin, traits)
      return traits
    }
  }

  return async function enrich(clicks: RawClick[]): Promise<Click[]> {
    const days = new Map<number, (origin: Origin) => Traits>()
    for (const day of new Set(clicks.map(({ at }) => utcDay(at)))) days.set(day, await traitsOn(day))
    return clicks.map(({ link, at, origin }) => ({
      link,
      at,
      traits: (days.get(utcDay(at)) as (origin: Origin) => Traits)(origin),
    }))
  }
}
