/** Requests that change something and carry a cookie have to come from a page of this server. */
import { Failure } from '../domain/failure.ts'

const refused = () =>
  new Failure('cross_site', 'This request came from another site, so the session was not used.')

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : '')

/** Whether a request changes nothing. */
export const isRead = (request: Request) => request.method === 'GET' || request.method === 'HEAD'

/**
 * Refuses (403) what a browser sends for another site: by `Sec-Fetch-Site` where the browser says it, else by
 * `Origin` and `Host`. What says neither is refused too.
 * See https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function requireSameOrigin({ headers }: Request): void {
  const site = headers.get('sec-fetch-site')
  if (site !== null) {
    if (site === 'same-origin') return
    throw refused()
  }
  const origin = hostOf(headers.get('origin') ?? '')
  if (origin === '' || origin !== headers.get('host')?.toLowerCase()) throw refused()
}
