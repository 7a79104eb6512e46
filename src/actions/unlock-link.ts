/** Opening a link with its password. */
import { Failure } from '../domain/failure.ts'
import { passwordProblem } from '../domain/link.ts'
import type { Limits, Passwords } from '../ports.ts'

const MINUTE = 60_000

/** Tries that one visitor, and all visitors together, have on one link. Not switched off by any setting. */
const TRIES = {
  visitor: { name: 'unlock by visitor', limit: 5, windowMs: 15 * MINUTE, guards: 'secret' },
  link: { name: 'unlock by link', limit: 60, windowMs: 60 * MINUTE, guards: 'secret' },
} as const

const tooMany = (retryAfter: number) =>
  new Failure(
    'too_many_tries',
    `Too many tries. The next one is possible in ${Math.ceil(retryAfter / 60)} min.`,
    { retryAfter },
  )

/**
 * Makes the action: true for the right password. A try is used up before the password is looked at, so that no number
 * of tries at once gets past the limit; the right password gives it back.
 */
export function unlockLink(passwords: Passwords, limits: Limits) {
  async function useTry(visitor: string, link: string): Promise<void> {
    const byVisitor = await limits.take(TRIES.visitor, visitor)
    if (!byVisitor.allowed) throw tooMany(byVisitor.resetSeconds)
    const byAll = await limits.take(TRIES.link, link)
    if (!byAll.allowed) throw tooMany(byAll.resetSeconds)
  }

  function giveBack(visitor: string, link: string): void {
    limits.giveBack(TRIES.visitor, visitor)
    limits.giveBack(TRIES.link, link)
  }

  return async (
    link: { pk: number; passwordHash: string },
    addressGroup: string,
    password: string,
  ): Promise<boolean> => {
    const visitor = `${link.pk} ${addressGroup}`
    await useTry(visitor, `${link.pk}`)
    if (passwordProblem(password) !== null || !(await passwords.verify(password, link.passwordHash)))
      return false
    giveBack(visitor, `${link.pk}`)
    return true
  }
}
