/** The doors of the API: who calls, how often, and how answers look. */
import type { BunRequest, Server } from 'bun'
import type { authenticate } from '../actions/authenticate.ts'
import { type Caller, requireFeature } from '../actions/caller.ts'
import { Failure } from '../domain/failure.ts'
import type { Allowance } from '../domain/limiter.ts'
import { MINUTE } from '../domain/moment.ts'
import type { Plans } from '../domain/plan.ts'
import type { Accounts } from '../ports/accounts.ts'
import type { Limits, LimitTerms } from '../ports/limits.ts'
import { addressGroup } from './address.ts'
import { NO_STORE, type ProblemResponse } from './problem.ts'
import { isRead, requireSameOrigin } from './same-origin.ts'

export interface ApiCall {
  request: BunRequest<string>
  server: Server<unknown>
  caller: Caller
  /** Whether the caller's key or session still stands; for answers that go on for long. */
  stillStands(): Promise<boolean>
}

export type ApiAction = (call: ApiCall) => Promise<Response>
export type Handler = (request: BunRequest<string>, server: Server<unknown>) => Response | Promise<Response>

export interface ApiDoor {
  authenticate: ReturnType<typeof authenticate>
  accounts: Pick<Accounts, 'session'>
  plans: Plans
  limits: Limits
  /** Requests a minute and key; 0: no limit. */
  rateLimit: number
  addressOf: (request: Request, server: Server<unknown>) => string
  problem: ProblemResponse
  toFailure: (error: unknown) => Failure
}

/** Doors to actions, by who may pass. */
export interface ApiDoors {
  /** Who has a key, with the API in their plan, or a session. */
  open(action: ApiAction): Handler
  /** Who is signed in. */
  signedIn(action: ApiAction): Handler
  /** Who is signed in and runs this server. */
  operator(action: ApiAction): Handler
}

/** Whether a request is for the API, whatever its path leads to. */
export const isApi = (request: Request): boolean => /^(https?:\/\/[^/]*)?\/api(\/|$)/.test(request.url)

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i
const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?fluxly\.session_token=/

/** Whether a request carries what may be a session. */
export const hasSession = ({ headers }: Request) => SESSION_COOKIE.test(headers.get('cookie') ?? '')

/** An answer of the API: JSON, never cached. */
export const jsonAnswer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': NO_STORE, ...headers },
  })

/** An answer that says no more than that it is done. */
export const doneAnswer = () => new Response(null, { status: 204, headers: { 'Cache-Control': NO_STORE } })

const bearer = (request: Request) => BEARER.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''

const tooMany = ({ resetSeconds }: Allowance, limit: number) =>
  new Failure(
    'rate_limited',
    `At most ${limit.toLocaleString('en')} requests a minute are answered. Go on in ${resetSeconds} s.`,
    { retryAfter: resetSeconds },
  )

const notByKey = () => new Failure('forbidden', 'Sign in to do this: keys reach links and statistics only.')
const operatorsOnly = () => new Failure('forbidden', 'Only who runs this server may do this.')

/** A caller, and the cookies by which their session lives on. */
interface Recognised {
  caller: Caller
  cookies: string[]
}

type Permit = (caller: Caller) => void

/** Makes doors: each lets known callers through to an action, so often a minute. */
export function apiDoors(parts: ApiDoor): ApiDoors {
  const { authenticate, accounts, plans, limits, rateLimit, addressOf, problem, toFailure } = parts
  const OF_CALLER = {
    name: 'requests of callers',
    limit: rateLimit,
    windowMs: MINUTE,
    guards: 'load',
  } as const
  const OF_STRANGER = {
    name: 'requests of strangers',
    limit: rateLimit,
    windowMs: MINUTE,
    guards: 'load',
  } as const

  /** These limits only spare the server, so where nobody can count, requests go on: null. */
  const take = (terms: LimitTerms, key: string) => limits.take(terms, key).catch(() => null)

  async function limitStrangers(address: string): Promise<void> {
    if (rateLimit === 0) return
    const allowance = await take(OF_STRANGER, addressGroup(address))
    if (allowance && !allowance.allowed) throw tooMany(allowance, rateLimit)
  }

  /** Who is signed in; a key in the request goes before any cookie. */
  async function bySession(request: Request): Promise<Recognised | null> {
    if (request.headers.has('authorization') || !hasSession(request)) return null
    if (!isRead(request)) requireSameOrigin(request)
    const found = await accounts.session(request.headers)
    if (!found) return null
    const { user, session, cookies } = found
    return {
      caller: { user, credential: { kind: 'session', id: session.id, since: session.createdAt } },
      cookies,
    }
  }

  async function recognise(request: BunRequest<string>, server: Server<unknown>): Promise<Recognised> {
    const signedIn = await bySession(request)
    if (signedIn) return signedIn
    try {
      return { caller: await authenticate(bearer(request)), cookies: [] }
    } catch (error) {
      if (error instanceof Failure && error.code === 'invalid_key')
        await limitStrangers(addressOf(request, server))
      throw error
    }
  }

  function announce(response: Response, { remaining, resetSeconds }: Allowance): Response {
    response.headers.set('RateLimit-Policy', `"api";q=${rateLimit};w=60`)
    response.headers.set('RateLimit', `"api";r=${remaining};t=${resetSeconds}`)
    return response
  }

  async function stands(request: Request, { credential }: Caller): Promise<boolean> {
    if (credential.kind === 'session') return (await accounts.session(request.headers)) !== null
    return authenticate(bearer(request)).then(
      ({ user }) => plans[user.plan].api,
      () => false,
    )
  }

  const answer = async (run: () => Promise<Response>) => run().catch((error) => problem(toFailure(error)))

  /** Runs what a caller asks for, if they have not asked too often. */
  async function limited(caller: Caller, run: () => Promise<Response>): Promise<Response> {
    if (rateLimit === 0) return answer(run)
    const { kind, id } = caller.credential
    const allowance = await take(OF_CALLER, kind === 'key' ? id : caller.user.id)
    if (allowance === null) return answer(run)
    const act = allowance.allowed ? run : () => Promise.reject(tooMany(allowance, rateLimit))
    return announce(await answer(act), allowance)
  }

  const door =
    (permit: Permit) =>
    (action: ApiAction): Handler =>
    (request, server) =>
      answer(async () => {
        const { caller, cookies } = await recognise(request, server)
        const response = await limited(caller, async () => {
          permit(caller)
          return action({ request, server, caller, stillStands: () => stands(request, caller) })
        })
        for (const cookie of cookies) response.headers.append('Set-Cookie', cookie)
        return response
      })

  return {
    open: door(({ user, credential }) => {
      if (credential.kind === 'key') requireFeature(user, 'api', plans)
    }),
    signedIn: door(({ credential }) => {
      if (credential.kind === 'key') throw notByKey()
    }),
    operator: door(({ user, credential }) => {
      if (credential.kind === 'key') throw notByKey()
      if (!user.admin) throw operatorsOnly()
    }),
  }
}
