/** Targets: the URL a link leads to. */

export const LONGEST_TARGET = 8192

/** White space, controls and bidirectional marks: the URL parser would drop or hide them, so they are refused before it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSEEN = /[\s\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** The parts of a public base URL by which our own short URLs are known. */
export interface OwnUrl {
  /** Host name, lower-case, without a trailing dot. Any name of this machine stands for all of them. */
  host: string
  port: string
  /** The path under which short URLs stand, such as `/r/`. */
  path: string
}

const LOOPBACK = /^(localhost|.*\.localhost|127\..*|0\.0\.0\.0|\[::1?\]|\[::ffff:7f.*\])$/
const THIS_MACHINE = 'localhost'

function bare(hostname: string): string {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  return LOOPBACK.test(name) ? THIS_MACHINE : name
}

const portOf = (url: URL) => url.port || (url.protocol === 'https:' ? '443' : '80')

/** What our own short URLs look like under a base URL such as `https://go.example.com`. */
export function ownUrl(base: string): OwnUrl {
  const url = new URL(base)
  return { host: bare(url.hostname), port: portOf(url), path: `${url.pathname.replace(/\/$/, '')}/r/` }
}

/** A path with its percent-encoding undone, as a server would read it; as it stands where it cannot be. */
function readPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const isDefaultPort = (port: string) => port === '80' || port === '443'

function isOwn(url: URL, own: OwnUrl): boolean {
  const samePort = portOf(url) === own.port || (isDefaultPort(own.port) && isDefaultPort(portOf(url)))
  return samePort && own.host === bare(url.hostname) && readPath(url.pathname).startsWith(own.path)
}

/** A host a resolver could be asked for: labels of 1 to 63 characters, 253 in all; addresses pass as they are. */
function hostStands(hostname: string): boolean {
  if (hostname.startsWith('[')) return true
  const name = hostname.replace(/\.$/, '')
  return name.length <= 253 && name.split('.').every((label) => label.length >= 1 && label.length <= 63)
}

const parse = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null)
const hasUserInfo = (text: string, url: URL) =>
  url.username !== '' || url.password !== '' || /^[a-z]+:[\\/]*[^\\/?#]*@/i.test(text)

/** What is wrong with a target, as a sentence, or null where nothing is. */
export function targetProblem(text: string, own: OwnUrl): string | null {
  if (text.length > LONGEST_TARGET) return 'must be at most 8,192 characters long.'
  if (!text.isWellFormed() || UNSEEN.test(text))
    return 'must not hold spaces, control characters or text-direction marks; percent-encode them.'
  const url = parse(text)
  if (!url) return 'must be a whole URL, such as "https://example.com/page".'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must begin with "http://" or "https://".'
  if (hasUserInfo(text, url)) return 'must not hold a user name or password before the host.'
  if (!hostStands(url.hostname)) return 'must name a host that can exist.'
  if (url.href.length > LONGEST_TARGET) return 'must be at most 8,192 characters long once percent-encoded.'
  if (isOwn(url, own)) return 'must not be one of our own short URLs: the link would lead back here.'
  return null
}

/** A sound target as it is stored: as it was given where the URL parser writes it the same way, else as the parser writes it. */
export function storedTarget(text: string): string {
  const { href } = new URL(text)
  const withoutEmptyPath = href.replace(/^(https?:\/\/[^/]+)\/(?=$|[?#])/, '$1')
  return text === withoutEmptyPath ? text : href
}
