/** How often somebody may try to sign in, or have mails sent. No setting takes these limits away. */
import type { Server } from 'bun'
import { useTry } from '../actions/tries.ts'
import { MINUTE } from '../domain/moment.ts'
import { normalEmail } from '../domain/user.ts'
import type { Limits } from '../ports/limits.ts'
import { addressGroup } from './address.ts'

const TRIES = {
  /** From one network on one account: so that a stranger's tries do not keep its owner out. */
  pair: { name: 'sign-in by account and address', limit: 10, windowMs: 15 * MINUTE, guards: 'secret' },
  account: { name: 'sign-in by account', limit: 100, windowMs: 60 * MINUTE, guards: 'secret' },
  address: { name: 'sign-in by address', limit: 50, windowMs: 15 * MINUTE, guards: 'secret' },
  mails: { name: 'mails', limit: 3, windowMs: 60 * MINUTE, guards: 'secret' },
} as const

/** No address is longer; what is, need not be remembered whole. */
const keyOf = (email: string) => normalEmail(email).slice(0, 254)

export interface SignInLimits {
  /**
   * Uses up a try of the network that a request comes from; refuses (429) where none is left. Gives back how to return
   * the try where it was right: an office behind one address signs in all morning.
   */
  byAddress(request: Request, server: Server<unknown>): Promise<() => void>
  /**
   * Uses up a try of an account, and of the network that asks on it; refuses (429) where none is left, whether there is
   * such an account or not. Gives back how to return the try where it was right.
   */
  byAccount(email: string, request: Request, server: Server<unknown>): Promise<() => void>
  /** Whether another mail may go to an address within the hour. Silent, so that it tells nothing of who has an account. */
  mayMail(email: string): Promise<boolean>
}

/** Makes the limits. */
export function signInLimits(
  limits: Limits,
  addressOf: (request: Request, server: Server<unknown>) => string,
): SignInLimits {
  return {
    async byAddress(request, server) {
      const group = addressGroup(addressOf(request, server))
      await useTry(limits, TRIES.address, group)
      return () => limits.giveBack(TRIES.address, group)
    },
    async byAccount(email, request, server) {
      const pair = `${keyOf(email)} ${addressGroup(addressOf(request, server))}`
      await useTry(limits, TRIES.pair, pair)
      await useTry(limits, TRIES.account, keyOf(email))
      return () => {
        limits.giveBack(TRIES.pair, pair)
        limits.giveBack(TRIES.account, keyOf(email))
      }
    },
    mayMail: async (email) => (await limits.take(TRIES.mails, keyOf(email))).allowed,
  }
}
