/** The door of the API: who calls, how often, and how answers look. */
import type { BunRequest, Server } from 'bun'
import type { authenticate } from '../actions/authenticate.ts'
import { type Caller, requireFeature } from '../actions/caller.ts'
import { Failure } from '../domain/failure.ts'
import { type Allowance, Limiter } from '../domain/limiter.ts'
import type { Plans } from '../domain/plan.ts'
import type { Clock } from '../ports.ts'
import { addressGroup } from './address.ts'
import { NO_STORE, type ProblemResponse } from './problem.ts'

export interface ApiCall {
  request: BunRequest<string>
  server: Server<unknown>
  caller: Caller
}

export type ApiAction = (call: ApiCall) => Promise<Response>
export type Handler = (request: BunRequest<string>, server: Server<unknown>) => Response | Promise<Response>

export interface ApiDoor {
  authenticate: ReturnType<typeof authenticate>
  plans: Plans
  clock: Clock
  /** Requests a minute and key; 0: no limit. */
  rateLimit: number
  addressOf: (request: Request, server: Server<unknown>) => string
  problem: ProblemResponse
  toFailure: (error: unknown) => Failure
}

const MINUTE = 60_000
const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i

/** An answer of the API: JSON, never cached. */
export const jsonAnswer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': NO_STORE, ...headers },
  })

const bearer = (request: Request) => BEARER.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''

const tooMany = ({ resetSeconds }: Allowance, limit: number) =>
  new Failure(
    'rate_limited',
    `At most ${limit.toLocaleString('en')} requests a minute are answered. Go on in ${resetSeconds} s.`,
    { retryAfter: resetSeconds },
  )

/** Makes doors: each lets known callers with the API in their plan through to an action, so often a minute. */
export function apiDoor({ authenticate, plans, clock, rateLimit, addressOf, problem, toFailure }: ApiDoor) {
  const ofKey = new Limiter(rateLimit, MINUTE)
  const ofStranger = new Limiter(rateLimit, MINUTE)

  function limitStrangers(address: string): void {
    const allowance = ofStranger.take(addressGroup(address), clock.monotonic())
    if (rateLimit > 0 && !allowance.allowed) throw tooMany(allowance, rateLimit)
  }

  async function recognise(request: BunRequest<string>, server: Server<unknown>): Promise<Caller> {
    try {
      return await authenticate(bearer(request))
    } catch (error) {
      if (error instanceof Failure && error.code === 'invalid_key') limitStrangers(addressOf(request, server))
      throw error
    }
  }

  function announce(response: Response, { remaining, resetSeconds }: Allowance): Response {
    response.headers.set('RateLimit-Policy', `"api";q=${rateLimit};w=60`)
    response.headers.set('RateLimit', `"api";r=${remaining};t=${resetSeconds}`)
    return response
  }

  const answer = async (run: () => Promise<Response>) => run().catch((error) => problem(toFailure(error)))

  async function act(action: ApiAction, call: ApiCall): Promise<Response> {
    requireFeature(call.caller.user, 'api', plans)
    return action(call)
  }

  return (action: ApiAction): Handler =>
    (request, server) =>
      answer(async () => {
        const caller = await recognise(request, server)
        if (rateLimit === 0) return act(action, { request, server, caller })
        const allowance = ofKey.take(caller.keyId, clock.monotonic())
        const run = allowance.allowed
          ? () => act(action, { request, server, caller })
          : () => Promise.reject(tooMany(allowance, rateLimit))
        return announce(await answer(run), allowance)
      })
}
