/** The public form of what operators see and change. */
import { z } from 'zod'
import { searchProblem } from '../domain/link.ts'
import { formatMoment } from '../domain/moment.ts'
import { PLAN_NAMES } from '../domain/plan.ts'
import { type Invitation, SIGN_UP_POLICIES, type User } from '../domain/user.ts'
import { emailField } from './account.ts'
import { text, wholeNumber, word } from './fields.ts'

const yesOrNo = z.boolean({ error: 'must be true or false.' })
const search = text(searchProblem)
const userId = text((value) => (/^usr_[a-z0-9]{12}$/.test(value) ? null : 'must be the id of a user.'))

export const listUsersQuery = z.strictObject({
  search: search.optional(),
  limit: wholeNumber(1, 100).optional(),
  cursor: userId.optional(),
})

export const listAllLinksQuery = z.strictObject({
  user: userId.optional(),
  search: search.optional(),
  limit: wholeNumber(1, 100).optional(),
  cursor: text((value) => (/^lnk_[a-z0-9]{12}$/.test(value) ? null : 'must be the id of a link.')).optional(),
})

const nothing = 'Name at least one thing to change.'
const changesSomething = (change: object) => Object.values(change).some((value) => value !== undefined)

export const changeUserRequest = z
  .strictObject({
    plan: word(PLAN_NAMES).optional(),
    admin: yesOrNo.optional(),
    disabled: yesOrNo.optional(),
  })
  .refine(changesSomething, nothing)

export const changeLinkRequest = z.strictObject({ disabled: yesOrNo })
export const settingsRequest = z.strictObject({ sign_up: word(SIGN_UP_POLICIES) })
export const inviteRequest = z.strictObject({ email: emailField })

/** The parts of a user's overview that are shown. */
export interface ShownUser {
  user: User
  links: number
  linksThisMonth: number
}

/** A user as operators see them. */
export const showUser = ({ user, links, linksThisMonth }: ShownUser) => ({
  user_id: user.id,
  email: user.email,
  name: user.name,
  plan: user.plan,
  admin: user.admin,
  disabled: user.disabledAt !== null,
  email_verified: user.emailVerified,
  created_at: formatMoment(user.createdAt),
  links,
  links_this_month: linksThisMonth,
})

export type UserAnswer = ReturnType<typeof showUser>

/** An invitation as operators see it. */
export const showInvitation = (invitation: Invitation) => ({
  invitation_id: invitation.id,
  email: invitation.email,
  created_at: formatMoment(invitation.createdAt),
  expires_at: formatMoment(invitation.expiresAt),
  accepted_at: invitation.acceptedAt === null ? null : formatMoment(invitation.acceptedAt),
})

export type InvitationAnswer = ReturnType<typeof showInvitation>

/** A mail that reached nobody, as operators see it. */
export const showMail = (mail: { to: string; subject: string; link: string; at: number }) => ({
  to: mail.to,
  subject: mail.subject,
  link: mail.link,
  at: formatMoment(mail.at),
})

export type MailAnswer = ReturnType<typeof showMail>
