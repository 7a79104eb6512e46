/** How often somebody may try to sign in, or have mails sent. No setting takes these limits away. */
import type { Server } from 'bun'
import { Failure } from '../domain/failure.ts'
import { Limiter } from '../domain/limiter.ts'
import { normalEmail } from '../domain/user.ts'
import type { Clock } from '../ports.ts'
import { addressGroup } from './address.ts'

const MINUTE = 60_000
const TRIES = {
  account: { limit: 10, windowMs: 15 * MINUTE },
  address: { limit: 50, windowMs: 15 * MINUTE },
  mails: { limit: 3, windowMs: 60 * MINUTE },
}

const tooMany = (retryAfter: number) =>
  new Failure(
    'too_many_tries',
    `Too many tries. The next one is possible in ${Math.ceil(retryAfter / 60)} min.`,
    { retryAfter },
  )

export interface SignInLimits {
  /**
   * Uses up a try of the network that a request comes from; refuses (429) where none is left. Gives back how to return
   * the try where it was right: an office behind one address signs in all morning.
   */
  byAddress(request: Request, server: Server<unknown>): () => void
  /** Uses up a try of an account; refuses (429) where none is left, whether there is such an account or not. */
  byAccount(email: string): void
  /** Whether another mail may go to an address within the hour. Silent, so that it tells nothing of who has an account. */
  mayMail(email: string): boolean
}

/** Makes the limits. */
export function signInLimits(
  clock: Clock,
  addressOf: (request: Request, server: Server<unknown>) => string,
): SignInLimits {
  const accounts = new Limiter(TRIES.account.limit, TRIES.account.windowMs)
  const addresses = new Limiter(TRIES.address.limit, TRIES.address.windowMs)
  const mails = new Limiter(TRIES.mails.limit, TRIES.mails.windowMs)

  function take(limiter: Limiter, key: string): void {
    const { allowed, resetSeconds } = limiter.take(key, clock.monotonic())
    if (!allowed) throw tooMany(resetSeconds)
  }

  return {
    byAddress(request, server) {
      const group = addressGroup(addressOf(request, server))
      take(addresses, group)
      return () => addresses.giveBack(group, clock.monotonic())
    },
    byAccount: (email) => take(accounts, normalEmail(email)),
    mayMail: (email) => mails.take(normalEmail(email), clock.monotonic()).allowed,
  }
}
