/** The accounts port, kept by better-auth. */
import { Failure, type FailureCode, invalidFields } from '../../domain/failure.ts'
import type { User } from '../../domain/user.ts'
import type { Accounts, SignedIn } from '../../ports/accounts.ts'
import { AUTH_PATH, type Auth } from './auth.ts'

/** The paths that the product uses. What else better-auth could do is not reachable. */
const PATHS = new Set([
  '/sign-in/email',
  '/sign-in/social',
  '/sign-out',
  '/callback/github',
  '/callback/google',
  '/request-password-reset',
  '/reset-password',
  '/change-password',
  '/two-factor/enable',
  '/two-factor/disable',
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
  '/two-factor/generate-backup-codes',
  '/passkey/generate-register-options',
  '/passkey/verify-registration',
  '/passkey/generate-authenticate-options',
  '/passkey/verify-authentication',
  '/passkey/list-user-passkeys',
  '/passkey/delete-passkey',
])

const CODES: Record<number, FailureCode> = {
  400: 'invalid_request',
  401: 'sign_in_failed',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
}

const OUR_WORDS: Record<string, FailureCode> = {
  SESSION_NOT_FRESH: 'sign_in_again',
  INVALID_PASSWORD: 'wrong_password',
}

const WAIT = 900

/** The fields that better-auth names in a text such as `[body.email] Invalid input; [body.password] …`. */
const wrongFields = (text: string) =>
  text.split('; ').map((part) => ({
    field: /^\[body\.?([^\]]*)\]/.exec(part)?.[1] || 'body',
    message: sentence(part.replace(/^\[[^\]]*\]\s*/, '')),
  }))

/** What better-auth refused, in our words. */
async function failureOf(answer: Response): Promise<Failure> {
  const said = (await answer.json().catch(() => ({}))) as { code?: string; message?: string }
  if (said.code === 'VALIDATION_ERROR') return invalidFields(wrongFields(said.message ?? ''))
  const code = OUR_WORDS[said.code ?? ''] ?? CODES[answer.status]
  if (!code) throw new Error(`better-auth answered ${answer.status} ${said.code ?? ''} ${said.message ?? ''}`)
  return new Failure(code, sentence(said.message), code === 'rate_limited' ? { retryAfter: WAIT } : {})
}

const sentence = (text = 'This cannot be done.') => (/[.!?]$/.test(text) ? text : `${text}.`)

/** A session's secret is for the cookie alone: no script has to see it. */
async function withoutToken(answer: Response): Promise<Response> {
  const text = await answer.text()
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  if (text === '') return new Response(null, { status: answer.status, headers })
  const body: unknown = JSON.parse(text)
  const hasToken = typeof body === 'object' && body !== null && 'token' in body
  const shown = hasToken ? { ...body, token: undefined } : body
  return new Response(JSON.stringify(shown), { status: answer.status, headers })
}

type SessionUser = NonNullable<Awaited<ReturnType<Auth['api']['getSession']>>>['user']

const toUser = (user: SessionUser): User => ({
  id: user.id,
  email: user.email,
  name: user.name,
  plan: user.plan as User['plan'],
  admin: user.admin === 1,
  emailVerified: user.emailVerified,
  disabledAt: user.disabledAt ?? null,
  createdAt: user.createdAt.getTime(),
})

/** Accounts kept by better-auth. `flushed` resolves when what it wrote is durable. */
export function betterAuthAccounts(auth: Auth, url: string, flushed: () => Promise<void>): Accounts {
  const { origin } = new URL(url)

  /** The same request as our own origin sends it: whether it may was decided before. */
  function asOwn(request: Request): Request {
    const start = request.url.indexOf(AUTH_PATH)
    const path = request.url.slice(start)
    const headers = new Headers(request.headers)
    headers.set('origin', origin)
    headers.delete('x-forwarded-host')
    headers.delete('x-forwarded-proto')
    const { method } = request
    return new Request(origin + path, { method, headers, body: method === 'GET' ? null : request.body })
  }

  /** Nobody is sent on to another site, whatever an address in the request made of itself on the way. */
  function requireOwnPlace({ status, headers }: Response): void {
    const place = status >= 300 && status < 400 ? headers.get('location') : null
    if (place === null || new URL(place, origin).origin === origin) return
    throw new Failure('invalid_request', 'This link leads away from here.')
  }

  async function handle(request: Request): Promise<Response> {
    const asked = asOwn(request)
    const { pathname } = new URL(asked.url)
    if (!PATHS.has(pathname.slice(AUTH_PATH.length)))
      throw new Failure('not_found', 'There is nothing at this address.')
    const answer = await auth.handler(asked)
    await flushed()
    requireOwnPlace(answer)
    if (answer.status >= 400) throw await failureOf(answer)
    return withoutToken(answer)
  }

  return {
    handle,

    async session(headers): Promise<SignedIn | null> {
      const { response, headers: set } = await auth.api.getSession({ headers, returnHeaders: true })
      if (!response || response.user.disabledAt != null) return null
      const { session } = response
      return {
        user: toUser(response.user),
        session: { id: session.id, createdAt: session.createdAt.getTime() },
        cookies: set.getSetCookie(),
      }
    },
  }
}
