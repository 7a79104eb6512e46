/** Opening a link with its password. */
import { passwordProblem } from '../domain/link.ts'
import { MINUTE } from '../domain/moment.ts'
import type { Limits } from '../ports/limits.ts'
import type { Passwords } from '../ports/passwords.ts'
import { useTry } from './tries.ts'

/** Tries that one visitor, and all visitors together, have on one link. Not switched off by any setting. */
const TRIES = {
  visitor: { name: 'unlock by visitor', limit: 5, windowMs: 15 * MINUTE, guards: 'secret' },
  link: { name: 'unlock by link', limit: 60, windowMs: 60 * MINUTE, guards: 'secret' },
} as const

/**
 * Makes the action: true for the right password. A try is used up before the password is looked at, so that no number
 * of tries at once gets past the limit; the right password gives it back.
 */
export function unlockLink(passwords: Passwords, limits: Limits) {
  return async (
    link: { pk: number; passwordHash: string },
    addressGroup: string,
    password: string,
  ): Promise<boolean> => {
    const visitor = `${link.pk} ${addressGroup}`
    await useTry(limits, TRIES.visitor, visitor)
    await useTry(limits, TRIES.link, `${link.pk}`)
    if (passwordProblem(password) !== null || !(await passwords.verify(password, link.passwordHash)))
      return false
    limits.giveBack(TRIES.visitor, visitor)
    limits.giveBack(TRIES.link, `${link.pk}`)
    return true
  }
}
