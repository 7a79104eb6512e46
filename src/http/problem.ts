/** Answers that refuse: `application/problem+json`. */
import { showProblem, statusOf } from '../contract/problem.ts'
import { Failure } from '../domain/failure.ts'
import type { Log } from '../ports.ts'

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
    /^(SQLITE_(READONLY|IOERR|BUSY)|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EIO|08|57P|53)/.test(
      code,
    ) ||
    /timeout|terminated/i.test(String(error))
  )
    return new Failure(
      'unavailable',
      'The database cannot be reached. Nothing was stored; try again in a moment.',
      { retryAfter: 5 },
    )
  return null
}

/** Makes the function that turns whatever was thrown into a refusal; what was not foreseen is logged under an id. */
export const toFailure =
  (log: Log) =>
  (error: unknown): Failure => {
    if (error instanceof Failure) return error
    const known = passing(error)
    if (known) {
      log.warn({ err: error }, 'a request could not be answered')
      return known
    }
    const requestId = Bun.randomUUIDv7()
    log.error({ err: error, requestId }, 'a request broke')
    return new Failure(
      'internal_error',
      `Something broke on our side. Tell the operator this id: ${requestId}.`,
    )
  }
