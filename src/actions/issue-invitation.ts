/** Making an invitation: a link that becomes an account, once. */
import { newId, newToken } from '../domain/key.ts'
import type { RandomBytes } from '../domain/random.ts'
import type { Invitation } from '../domain/user.ts'
import type { Clock } from '../ports/clock.ts'
import type { Invitations } from '../ports/invitations.ts'
import { keyHash } from './authenticate.ts'

export interface InvitationMaking {
  invitations: Pick<Invitations, 'create'>
  clock: Clock
  random: RandomBytes
  url: string
}

/** Whom an invitation is for, who sends it, and for how long it can be taken, in milliseconds. */
export interface InvitationWish extends Pick<Invitation, 'email' | 'byOperator'> {
  lasts: number
}

/** Makes the action. The link holds the token, which is kept nowhere else. */
export const issueInvitation =
  ({ invitations, clock, random, url }: InvitationMaking) =>
  async ({ email, byOperator, lasts }: InvitationWish): Promise<{ invitation: Invitation; link: string }> => {
    const now = clock.now()
    const token = newToken(random)
    const invitation: Invitation = {
      id: newId('inv', random),
      email,
      byOperator,
      createdAt: now,
      expiresAt: now + lasts,
      acceptedAt: null,
    }
    await invitations.create(invitation, keyHash(token))
    return { invitation, link: `${url}/invite?token=${token}` }
  }
