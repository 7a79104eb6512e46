/** `Idempotency-Key`: the same request sent twice is carried out once and gets the same answer. */
import { createHmac } from 'node:crypto'
import { statusOf } from '../contract/problem.ts'
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdempotencyClaim, IdempotencyKeys, KeptAnswer } from '../ports/idempotency.ts'
import type { ApiCall } from './api.ts'
import { NO_STORE } from './problem.ts'

export interface Idempotency {
  keys: IdempotencyKeys
  clock: Clock
  /** Keys the fingerprints of requests, which may hold passwords. */
  secret: string
  toFailure: (error: unknown) => Failure
  problemBody: (failure: Failure) => string
}

/** What a request is carried out under: null where it came without a key. */
export type Claim = IdempotencyClaim | null

const NOT_KEPT = new Set([401, 402, 429])
const isKept = (status: number) => status < 500 && !NOT_KEPT.has(status)

const REFUSALS = {
  reused: new Failure(
    'idempotency_key_reused',
    'This Idempotency-Key was used for another request. Use a new key for each new request.',
  ),
  running: new Failure(
    'request_in_progress',
    'A request with this Idempotency-Key is still running. Ask again in a moment.',
    { retryAfter: 1 },
  ),
}

/** A kept answer as a response. */
export function keptResponse(
  { status, location, body }: KeptAnswer,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, {
    status,
    headers: {
      'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
      'Cache-Control': NO_STORE,
      ...(location === null ? {} : { Location: location }),
      ...headers,
    },
  })
}

function keyOf(request: Request): string | null {
  const key = request.headers.get('idempotency-key')
  if (key !== null && (key.length < 1 || key.length > 255))
    throw new Failure('invalid_request', 'An Idempotency-Key must be 1 to 255 characters long.')
  return key
}

/** Makes the wrapper around what a POST does. `run` keeps its good answer itself, together with what it stores. */
export function idempotent({ keys, clock, secret, toFailure, problemBody }: Idempotency) {
  /** The same request gives the same text, and only who has the secret can try passwords against it. */
  const fingerprint = (path: string, input: unknown) =>
    createHmac('sha256', secret).update(path).update('\0').update(JSON.stringify(input)).digest('hex')

  async function settle(claim: IdempotencyClaim, error: unknown): Promise<never> {
    const failure = toFailure(error)
    const status = statusOf(failure)
    if (isKept(status)) await keys.keep(claim, { status, location: null, body: problemBody(failure) })
    // Who is refused because the database is away does not wait for it again; a claim left standing ends by itself.
    else if (status === 503) keys.release(claim).catch(() => undefined)
    else await keys.release(claim)
    throw failure
  }

  return async (
    call: ApiCall,
    path: string,
    input: unknown,
    run: (claim: Claim) => Promise<KeptAnswer>,
  ): Promise<Response> => {
    const key = keyOf(call.request)
    if (key === null) return keptResponse(await run(null))
    const claim: IdempotencyClaim = { userId: call.caller.user.id, key, token: Bun.randomUUIDv7() }
    const outcome = await keys.claim(claim, fingerprint(path, input), clock.now())
    if (outcome.state === 'kept') return keptResponse(outcome.answer, { 'Idempotent-Replayed': 'true' })
    if (outcome.state !== 'claimed') throw REFUSALS[outcome.state]
    return keptResponse(await run(claim).catch((error) => settle(claim, error)))
  }
}
