/** What the load generator sends: visitors with real browsers who come from real places, and clients of the API. */

/** Requests of one kind. Links are known by their number, see {@link slugOf}. */
export type Traffic =
  /** Visitors of `links` links, from link `first` on, at random. */
  | { kind: 'visitors'; first: number; links: number }
  /** The same browser, coming from the same page, on those links at random: as load generators usually are. */
  | { kind: 'alike'; first: number; links: number }
  /** One visitor of each link after the other, from link 0 on, and round again. */
  | { kind: 'rounds'; links: number }
  /** The same browser on links 0 to `links` - 1, each visit on one at random: nothing is asked for again and again. */
  | { kind: 'spread'; links: number }
  /** The same browser on the same links, few of them often: the one in place n of the list n times as seldom as the first. */
  | { kind: 'zipf'; links: number }
  /** Somebody who tries slugs that no link has, never one twice. */
  | { kind: 'unknown'; first: number }
  /** New links, each to a target of its own. */
  | { kind: 'creations'; key: string }
  /** The same address of the API again and again. */
  | { kind: 'reads'; key: string; path: string }

/** The slug of the link with a number. */
export const slugOf = (link: number) => `b${String(link).padStart(6, '0')}`

/** The id of the link with a number. */
export const idOf = (link: number) => `lnk_${String(link).padStart(12, '0')}`

export const TARGET_START = 'https://shop.example.com/landing'
export const TARGET_END = '?utm_source=newsletter&utm_medium=email&utm_campaign=spring'

/** Visitors that are made ready before the first request and then come round again. */
const VISITORS = 16_384

const chrome = (version: number) => `AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0`
/** Browsers of today; the number is their version. */
const BROWSERS: ((version: number) => string)[] = [
  (v) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome(v)} Safari/537.36`,
  (v) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome(v)} Safari/537.36 Edg/${v}.0.0.0`,
  (v) => `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome(v)} Safari/537.36`,
  (v) => `Mozilla/5.0 (Linux; Android 10; K) ${chrome(v)} Mobile Safari/537.36`,
  (v) => `Mozilla/5.0 (X11; Linux x86_64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`,
  (v) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_${v % 7} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.${v % 7} Mobile/15E148 Safari/604.1`,
  (v) => `Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/${v}.0.0.0`,
]
const OLDEST_VERSION = 118
const VERSIONS = 24

const PLACES = [
  'https://www.google.com/',
  'https://t.co/',
  'https://www.facebook.com/',
  'https://www.linkedin.com/feed/',
  'https://news.ycombinator.com/item?id=',
  'https://www.reddit.com/r/webdev/comments/',
  'https://mail.example.com/mail/u/0/',
  'https://blog.example.org/2026/',
]
const PAGES = 16

const below = (n: number) => Math.floor(Math.random() * n)
const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T
const userAgent = () => oneOf(BROWSERS)(OLDEST_VERSION + below(VERSIONS))

/** One visitor in five comes from nowhere. */
const referer = () => (below(5) === 0 ? '' : `Referer: ${oneOf(PLACES)}${below(PAGES)}\r\n`)

const visit = (link: number, userAgent: string, referer: string) =>
  Buffer.from(
    `GET /r/${slugOf(link)} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${userAgent}\r\n` +
      `Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n` +
      `Accept-Language: en-GB,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n${referer}\r\n`,
  )

/** A large prime: numbers times it, modulo a smaller number, come in no order that a database could have. */
const SHUFFLE = 4_294_967_291n

/** Of `links` links the one in a place of the list, first places most clicked. Neighbours in the list are none in the database. */
export const linkAt = (place: number, links: number) => Number((BigInt(place) * SHUFFLE) % BigInt(links))

/** A place in a list of `links`, such that place n comes n times as seldom as the first. */
const zipf = (links: number) => Math.floor(Math.exp(Math.random() * Math.log(links + 1))) - 1

/** The number of a visit that no other has, in a slug that no link has. */
const unknownSlug = (number: number) => `u${((number * 2_654_435_761) % 2 ** 32).toString(36)}-${number}`

/** A visit of the one browser, made each time: the request with another slug. */
function visitOf(slugAt: (number: number) => string): (number: number) => Buffer {
  const request = alike(0).toString('latin1')
  const [before, after] = request.split(slugOf(0)) as [string, string]
  return (number) => Buffer.from(before + slugAt(number) + after, 'latin1')
}

const visitor = (link: number) => visit(link, userAgent(), referer())
const alike = (link: number) =>
  visit(link, (BROWSERS[0] as (version: number) => string)(OLDEST_VERSION), `Referer: ${PLACES[0]}\r\n`)

const api = (start: string, key: string, rest: string) =>
  Buffer.from(`${start} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\n${rest}`)

function creation(key: string): Buffer {
  const body = JSON.stringify({ target_url: `${TARGET_START}/new/${crypto.randomUUID()}` })
  return api(
    'POST /api/links',
    key,
    `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}

/** Makes a function that gives the request with a number, ready to be sent. */
export function requestsOf(traffic: Traffic): (number: number) => Buffer {
  if (traffic.kind === 'creations') return () => creation(traffic.key)
  if (traffic.kind === 'rounds') return (number) => visitor(number % traffic.links)
  if (traffic.kind === 'spread') return visitOf(() => slugOf(below(traffic.links)))
  if (traffic.kind === 'zipf') return visitOf(() => slugOf(linkAt(zipf(traffic.links), traffic.links)))
  if (traffic.kind === 'unknown') return visitOf((number) => unknownSlug(traffic.first + number))
  if (traffic.kind === 'reads') {
    const read = api(`GET ${traffic.path}`, traffic.key, '\r\n')
    return () => read
  }
  const made = traffic.kind === 'alike' ? alike : visitor
  const visitors = Array.from({ length: VISITORS }, () => made(traffic.first + below(traffic.links)))
  return (number) => visitors[number % VISITORS] as Buffer
}
