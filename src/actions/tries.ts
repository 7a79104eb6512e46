/** Tries of secrets: each is used up before it is looked at, so that no number of them at once gets past a limit. */
import { Failure } from '../domain/failure.ts'
import type { Limits, LimitTerms } from '../ports/limits.ts'

/** Uses up a try. Throws `too_many_tries` (429), with when the next is possible, where none is left. */
export async function useTry(limits: Limits, terms: LimitTerms, key: string): Promise<void> {
  const { allowed, resetSeconds } = await limits.take(terms, key)
  if (allowed) return
  const minutes = Math.ceil(resetSeconds / 60)
  throw new Failure('too_many_tries', `Too many tries. The next one is possible in ${minutes} min.`, {
    retryAfter: resetSeconds,
  })
}
