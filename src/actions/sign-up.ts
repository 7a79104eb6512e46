/** Making an account: the owner's by a one-time link, others' as the policy allows. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { PlanName } from '../domain/plan.ts'
import { type Invitation, normalEmail, type User } from '../domain/user.ts'
import type { Accounts, Invitations, Mailer, Settings } from '../ports.ts'
import { keyHash } from './authenticate.ts'
import { draftUser, type UserMaking } from './create-user.ts'

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

export interface SigningUp {
  making: UserMaking
  settings: Settings
  invitations: Invitations
  accounts: Accounts
  mailer: Mailer
  defaultPlan: PlanName
  url: string
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

/** Whether a stranger may make an account for an address by proving that it is theirs. */
export const mayJoin =
  ({ settings, invitations, now }: { settings: Settings; invitations: Invitations; now: () => number }) =>
  async (email: string): Promise<boolean> => {
    const policy = await settings.signUp()
    return policy === 'open' || (policy === 'invitation' && invitations.isInvited(normalEmail(email), now()))
  }

/** Makes the two ways to sign up with a password. */
export function signUp({ making, settings, invitations, accounts, mailer, defaultPlan, url }: SigningUp) {
  const { clock, users } = making
  const find = findInvitation(invitations, clock.now)

  /** Somebody tried an address that has an account: only its owner hears of it. */
  const tellOwner = (email: string) =>
    mailer.send({
      to: email,
      subject: 'You have an account at Fluxly already',
      text: 'Somebody, most likely you, tried to sign up with this address. You have an account already; sign in here:',
      link: `${url}/login`,
    })

  return {
    /** With an invitation: the address is theirs, because the invitation reached them. */
    async invited(token: string, wish: SignUpWish): Promise<User> {
      const invitation = await find(token)
      if (normalEmail(wish.email) !== invitation.email)
        throw new Failure('forbidden', `This invitation is for ${invitation.email}.`)
      const wanted = { ...wish, plan: defaultPlan, admin: false, emailVerified: true }
      const { user, passwordHash } = await draftUser(making, wanted)
      if ((await users.create(user, passwordHash)) === 'email_taken')
        throw new Failure('sign_in_failed', 'You have an account already: sign in.')
      await invitations.accept(user.email, clock.now())
      return user
    },

    /** Without: the account works once its address is confirmed. Says nothing of who has one already. */
    async open(wish: SignUpWish): Promise<void> {
      if ((await settings.signUp()) !== 'open')
        throw new Failure('sign_up_closed', 'This server takes new accounts by invitation only.')
      const wanted = { ...wish, plan: defaultPlan, admin: false, emailVerified: false }
      const { user, passwordHash } = await draftUser(making, wanted)
      if ((await users.create(user, passwordHash)) === 'created')
        await accounts.askForConfirmation(user.email)
      else tellOwner(user.email)
    },
  }
}
