/** Answers that refuse: `application/problem+json`. */
import { showProblem, statusOf } from '../contract/problem.ts'
import { Failure } from '../domain/failure.ts'
import type { Log } from '../ports/log.ts'

export const NO_STORE = 'no-store'

/** The headers that a refusal's status asks for. */
export function failureHeaders({ code, facts }: Failure): Record<string, string> {
  return {
    ...(facts.retryAfter === undefined ? {} : { 'Retry-After': String(facts.retryAfter) }),
    ...(facts.allow === undefined ? {} : { Allow: facts.allow }),
    ...(code === 'invalid_key' ? { 'WWW-Authenticate': 'Bearer realm="fluxly"' } : {}),
  }
}

export type ProblemResponse = (failure: Failure) => Response

/** Makes the function that answers with a refusal. */
export const problemResponse =
  (baseUrl: string): ProblemResponse =>
  (failure) =>
    new Response(JSON.stringify(showProblem(baseUrl, failure)), {
      status: statusOf(failure),
      headers: {
        'Content-Type': 'application/problem+json',
        'Cache-Control': NO_STORE,
        ...failureHeaders(failure),
      },
    })

/** Errors of engines that are the world's fault, not ours, and pass. */
function passing(error: unknown): Failure | null {
  const code = String((error as { code?: unknown }).code ?? '')
  if (/^(SQLITE_FULL|ENOSPC|53100)$/.test(code))
    return new Failure(
      'storage_full',
      'The disk is full. Nothing was stored; try again when there is room.',
      { retryAfter: 30 },
    )
  if (
    /^(SQLITE_(READONLY|IOERR|BUSY)|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EIO|EROFS|08|57P|57014|55P03|53)/.test(
      code,
    ) ||
    /timeout|terminated/i.test(String(error))
  )
    return new Failure(
      'unavailable',
      'The database cannot be reached, so this may not have been done. Try again in a moment; a POST with its Idempotency-Key is done once.',
      { retryAfter: 5 },
    )
  return null
}

/** What passes breaks every request while it lasts: the log hears of it once in so many milliseconds. */
const REPORT_EVERY = 10_000

/** Makes the function that logs refused requests, many in one line. */
function refusalsLog(log: Log) {
  let unreported = 0
  let last = Number.NEGATIVE_INFINITY
  return (error: unknown): void => {
    unreported++
    if (performance.now() - last < REPORT_EVERY) return
    log.warn({ err: error, requests: unreported }, 'requests could not be answered and were refused (503)')
    last = performance.now()
    unreported = 0
  }
}

/** Makes the function that turns whatever was thrown into a refusal; what was not foreseen is logged under an id. */
export function toFailure(log: Log) {
  const refused = refusalsLog(log)
  return (error: unknown): Failure => {
    if (error instanceof Failure) return error
    const known = passing(error)
    if (known) {
      refused(error)
      return known
    }
    const requestId = Bun.randomUUIDv7()
    log.error({ err: error, requestId }, 'a request broke')
    return new Failure(
      'internal_error',
      `Something broke on our side. Tell the operator this id: ${requestId}.`,
    )
  }
}
