/** What an operator does to users, invitations and links. */
import { Failure, invalidFields } from '../domain/failure.ts'
import type { Link } from '../domain/link.ts'
import { monthOf } from '../domain/moment.ts'
import type { PlanName } from '../domain/plan.ts'
import { emailProblem, INVITATION_LASTS, type Invitation, normalEmail, type User } from '../domain/user.ts'
import type { Clock } from '../ports/clock.ts'
import type { Links, OperatorChoice } from '../ports/links.ts'
import type { Mailer } from '../ports/mail.ts'
import type { Reports } from '../ports/reports.ts'
import type { UserOverview, Users } from '../ports/users.ts'
import { type InvitationMaking, issueInvitation } from './issue-invitation.ts'
import type { Routes } from './routes.ts'

export interface UserPage {
  users: UserOverview[]
  /** The cursor of the next page; null on the last. */
  next: string | null
}

/** Makes the action that lists users, newest first, in pages. */
export const listUsers =
  (users: Pick<Users, 'list'>, clock: Clock) =>
  async (search: string, limit: number, cursor: string | null): Promise<UserPage> => {
    const found = await users.list({
      search,
      limit: limit + 1,
      after: cursor,
      month: monthOf(clock.now()),
    })
    const page = found.slice(0, limit)
    return { users: page, next: found.length > limit ? (page.at(-1)?.user.id ?? null) : null }
  }

export interface UserWish {
  plan?: PlanName | undefined
  admin?: boolean | undefined
  disabled?: boolean | undefined
}

/** What nobody may do to themselves: who asks stays an operator, and enabled. */
function lockingOut({ admin, disabled }: UserWish) {
  return [
    ...(admin === false ? [{ field: 'admin', message: 'cannot be taken from yourself.' }] : []),
    ...(disabled ? [{ field: 'disabled', message: 'cannot be set on yourself.' }] : []),
  ]
}

function disabledAt(disabled: boolean | undefined, now: number): number | null | undefined {
  if (disabled === undefined) return undefined
  return disabled ? now : null
}

/** Makes the action that changes a user. Refuses (422) that operators lock themselves out. */
export const changeUser =
  (users: Pick<Users, 'change'>, routes: Routes, clock: Clock) =>
  async (operator: User, id: string, wish: UserWish): Promise<User> => {
    const locked = id === operator.id ? lockingOut(wish) : []
    if (locked.length > 0) throw invalidFields(locked)
    const { plan, admin, disabled } = wish
    const user = await users.change(id, { plan, admin, disabledAt: disabledAt(disabled, clock.now()) })
    if (!user) throw new Failure('not_found', 'There is no such user.')
    if (disabled !== undefined) routes.changed(null)
    return user
  }

/** A link with whose it is and how often it was clicked. */
export interface OverseenLink {
  link: Link
  userId: string
  email: string
  clicks: number
}

/** Makes the action that lists everybody's links, or one user's, newest first, in pages. */
export const listAllLinks =
  (links: Pick<Links, 'listAll'>, reports: Pick<Reports, 'totals'>) =>
  async (choice: OperatorChoice): Promise<{ links: OverseenLink[]; next: string | null }> => {
    const found = await links.listAll({ ...choice, limit: choice.limit + 1 })
    if (!found) throw invalidFields([{ field: 'cursor', message: 'is not the id of a link.' }])
    const page = found.slice(0, choice.limit)
    const totals = await reports.totals(page.map(({ link }) => link.pk))
    return {
      links: page.map(({ link, email }) => ({
        link,
        userId: link.userId,
        email,
        clicks: totals.get(link.pk)?.clicks ?? 0,
      })),
      next: found.length > choice.limit ? (page.at(-1)?.link.id ?? null) : null,
    }
  }

/** Makes the action that switches a link off, or on again, whosever it is. */
export const disableLink =
  (links: Pick<Links, 'setDisabled'>, routes: Routes, clock: Clock) =>
  async (id: string, disabled: boolean): Promise<void> => {
    const slug = await links.setDisabled(id, disabled ? clock.now() : null)
    if (slug === null) throw new Failure('not_found', 'There is no such link.')
    routes.changed(slug)
  }

export interface Inviting extends InvitationMaking {
  users: Pick<Users, 'findByEmail'>
  mailer: Mailer
}

/** Makes the action that invites an address: a link that works once, for a week, mailed and shown. */
export function invite({ users, mailer, ...making }: Inviting) {
  const issue = issueInvitation(making)
  return async (wanted: string): Promise<{ invitation: Invitation; link: string }> => {
    const email = normalEmail(wanted)
    const message =
      emailProblem(email) ?? ((await users.findByEmail(email)) ? `${email} has a user already.` : null)
    if (message) throw invalidFields([{ field: 'email', message }])
    const issued = await issue({ email, byOperator: true, lasts: INVITATION_LASTS })
    mailer.send({
      to: email,
      subject: 'You are invited to Fluxly',
      text: 'You are invited to make an account for short links. The link works once, for a week:',
      link: issued.link,
      lasts: INVITATION_LASTS,
    })
    return issued
  }
}
