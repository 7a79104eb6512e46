/** How often somebody may try to sign in, or have mails sent. No setting takes these limits away. */
import type { Server } from 'bun'
import { Failure } from '../domain/failure.ts'
import { Limiter } from '../domain/limiter.ts'
import { normalEmail } from '../domain/user.ts'
import type { Clock } from '../ports.ts'
import { addressGroup } from './address.ts'

const MINUTE = 60_000
const TRIES = {
  /** From one network on one account: so that a stranger's tries do not keep its owner out. */
  pair: { limit: 10, windowMs: 15 * MINUTE },
  account: { limit: 100, windowMs: 60 * MINUTE },
  address: { limit: 50, windowMs: 15 * MINUTE },
  mails: { limit: 3, windowMs: 60 * MINUTE },
}

const tooMany = (retryAfter: number) =>
  new Failure(
    'too_many_tries',
    `Too many tries. The next one is possible in ${Math.ceil(retryAfter / 60)} min.`,
    { retryAfter },
  )

/** No address is longer; what is, need not be remembered whole. */
const keyOf = (email: string) => normalEmail(email).slice(0, 254)

export interface SignInLimits {
  /**
   * Uses up a try of the network that a request comes from; refuses (429) where none is left. Gives back how to return
   * the try where it was right: an office behind one address signs in all morning.
   */
  byAddress(request: Request, server: Server<unknown>): () => void
  /**
   * Uses up a try of an account, and of the network that asks on it; refuses (429) where none is left, whether there is
   * such an account or not. Gives back how to return the try where it was right.
   */
  byAccount(email: string, request: Request, server: Server<unknown>): () => void
  /** Whether another mail may go to an address within the hour. Silent, so that it tells nothing of who has an account. */
  mayMail(email: string): boolean
}

/** Makes the limits. */
export function signInLimits(
  clock: Clock,
  addressOf: (request: Request, server: Server<unknown>) => string,
): SignInLimits {
  const pairs = new Limiter(TRIES.pair.limit, TRIES.pair.windowMs)
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
    byAccount(email, request, server) {
      const pair = `${keyOf(email)} ${addressGroup(addressOf(request, server))}`
      take(pairs, pair)
      take(accounts, keyOf(email))
      return () => {
        pairs.giveBack(pair, clock.monotonic())
        accounts.giveBack(keyOf(email), clock.monotonic())
      }
    },
    mayMail: (email) => mails.take(keyOf(email), clock.monotonic()).allowed,
  }
}
