/** Making an account: the owner's by a one-time link, others' as the policy allows. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { PlanName } from '../domain/plan.ts'
import { type Invitation, normalEmail, SIGN_UP_LASTS, type User } from '../domain/user.ts'
import type { Invitations } from '../ports/invitations.ts'
import type { Log } from '../ports/log.ts'
import type { Mailer } from '../ports/mail.ts'
import type { Settings } from '../ports/settings.ts'
import type { Users } from '../ports/users.ts'
import { keyHash } from './authenticate.ts'
import { draftUser, type UserMaking } from './create-user.ts'
import { type InvitationMaking, issueInvitation } from './issue-invitation.ts'

export interface SignUpWish {
  email: string
  password: string
  name?: string | undefined
}

/** The token of the link by which the owner's account is made: the same on every node, and useless once there is a user. */
export const ownerToken = (secret: string) => createHmac('sha256', secret).update('owner').digest('base64url')

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Makes the action that creates the owner. Refuses a wrong token, and any once there is a user (403). */
export const setUp =
  (making: UserMaking, secret: string) =>
  async (token: string, wish: SignUpWish): Promise<User> => {
    const refused = () =>
      new Failure('setup_refused', 'This link does not work, or this server has its owner already.')
    if (!isSame(token, ownerToken(secret)) || (await making.users.any())) throw refused()
    const owner = { ...wish, plan: 'full_stack', admin: true, emailVerified: true } as const
    const { user, passwordHash } = await draftUser(making, owner)
    if ((await making.users.createFirst(user, passwordHash)) === 'not_first') throw refused()
    return user
  }

/** The open invitation behind a token, or the refusal 404. */
export const findInvitation =
  (invitations: Pick<Invitations, 'find'>, now: () => number) =>
  async (token: string): Promise<Invitation> => {
    const invitation = await invitations.find(keyHash(token), now())
    if (!invitation)
      throw new Failure('not_found', 'This invitation does not exist, has been taken, or has run out.')
    return invitation
  }

/** Whether somebody who comes by an account elsewhere, which vouches for their address, may have one here. */
export const mayJoin =
  ({ settings, invitations, now }: { settings: Settings; invitations: Invitations; now: () => number }) =>
  async (email: string): Promise<boolean> => {
    const policy = await settings.signUp()
    return policy === 'open' || (policy === 'invitation' && invitations.isInvited(normalEmail(email), now()))
  }

/** Makes the action by which an invitation becomes an account. Its address is proven, because the link reached it. */
export function acceptInvitation(making: UserMaking, invitations: Invitations, plan: PlanName) {
  const { clock, users } = making
  const find = findInvitation(invitations, clock.now)
  return async (token: string, wish: Omit<SignUpWish, 'email'>): Promise<User> => {
    const { email } = await find(token)
    const wanted = { ...wish, email, plan, admin: false, emailVerified: true }
    const { user, passwordHash } = await draftUser(making, wanted)
    if ((await users.create(user, passwordHash)) === 'email_taken')
      throw new Failure('sign_in_failed', 'You have an account already: sign in.')
    await invitations.accept(user.email, clock.now())
    return user
  }
}

export interface SigningUp extends InvitationMaking {
  users: Pick<Users, 'findByEmail'>
  settings: Settings
  mailer: Mailer
  log: Log
}

/**
 * Makes the action by which anybody asks for an account where sign-up is open: a link is mailed, and who opens it chooses
 * a password. So nobody can set one for an address that is not theirs, and the answer, which waits for nothing, does not
 * tell who has an account already.
 */
export function requestAccount({ users, settings, mailer, log, ...making }: SigningUp) {
  const issue = issueInvitation(making)

  const tellOwner = (to: string) =>
    mailer.send({
      to,
      subject: 'You have an account at Fluxly already',
      text: 'Somebody, most likely you, tried to sign up with this address. You have an account already; sign in here:',
      link: `${making.url}/login`,
      lasts: SIGN_UP_LASTS,
    })

  async function begin(email: string): Promise<void> {
    if (await users.findByEmail(email)) return tellOwner(email)
    const { link } = await issue({ email, byOperator: false, lasts: SIGN_UP_LASTS })
    mailer.send({
      to: email,
      subject: 'Your account at Fluxly',
      text: 'Open this link to confirm your address and to choose a password; it works for a day:',
      link,
      lasts: SIGN_UP_LASTS,
    })
  }

  return async (email: string): Promise<void> => {
    if ((await settings.signUp()) !== 'open')
      throw new Failure('sign_up_closed', 'This server takes new accounts by invitation only.')
    begin(normalEmail(email)).catch((error) => log.error({ err: error }, 'a sign-up could not be begun'))
  }
}
