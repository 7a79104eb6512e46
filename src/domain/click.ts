/** Clicks: one for each redirect that a visitor was sent on. */

/** Where a click comes from, as the request says it. Many clicks may share one. */
export interface Origin {
  /** The visitor's address; forgotten when the click is folded. */
  ip: string
  userAgent: string
  /** The `Referer` header. */
  referrer: string
}

/** A click as the redirect hands it over, before anything slow has looked at it. */
export interface RawClick {
  /** The link's number. */
  link: number
  /** Milliseconds since 1970. */
  at: number
  origin: Origin
}

export const DEVICES = ['desktop', 'mobile', 'tablet', 'other'] as const
export type Device = (typeof DEVICES)[number]

/** What a user agent says of its bearer. */
export interface Agent {
  device: Device
  /** Such as `Firefox`; `Other` where unknown. */
  browser: string
  /** Such as `Android`; `Other` where unknown. */
  os: string
  /** A crawler, a preview or a program, not a person's browser. */
  bot: boolean
}

/** What is kept of where a click comes from: nothing in it names a person. */
export interface Traits extends Agent {
  /** A host name, or `direct`. */
  referrer: string
  /** ISO 3166 code of two letters, or `""` where unknown. */
  country: string
  /** Tells visitors of one day apart; 53 bits of a salted hash whose salt is thrown away. */
  visitor: number
}

/** A click as it is kept. Those of one visitor on one day may share their traits, so that these are looked at once. */
export interface Click {
  link: number
  at: number
  traits: Traits
}

/** The properties by which clicks are counted, and how each is numbered in storage. The numbers never change. */
export const DIMENSIONS = { referrer: 1, device: 2, browser: 3, os: 4, country: 5 } as const
export type Dimension = keyof typeof DIMENSIONS

export const DIRECT = 'direct'
const HOST = /^[a-z0-9._-]{1,253}$/
const REFERRING = /^(https?|android-app):$/

/** The host that a `Referer` header names, or `direct` where it names none that can be shown. */
export function referrerHost(header: string, own: ReadonlySet<string>): string {
  if (header === '' || !URL.canParse(header)) return DIRECT
  const { protocol, hostname } = new URL(header)
  const host = hostname.toLowerCase()
  return REFERRING.test(protocol) && HOST.test(host) && !own.has(host) ? host : DIRECT
}

/** Which clicks a list counts: every one, people's only, or bots' only. */
export const BOT_FILTERS = ['include', 'exclude', 'only'] as const
export type BotFilter = (typeof BOT_FILTERS)[number]

/** Values that clicks must have to be counted, as they are kept; a property left out may have any. */
export type ClickFilters = { readonly [name in Dimension]?: string }

/** Which clicks of a period are counted. */
export interface Selection {
  bots: BotFilter
  filters: ClickFilters
}

/** Every click. */
export const EVERY_CLICK: Selection = { bots: 'include', filters: {} }
