/** What the API answers, as the dashboard reads it. */
import type { AccountAnswer, SiteAnswer } from '../contract/account.ts'
import type { LinkAnswer } from '../contract/links.ts'

export type { KeyAnswer, SessionAnswer } from '../contract/account.ts'
export type { InvitationAnswer, MailAnswer, UserAnswer } from '../contract/admin.ts'

export type Link = LinkAnswer & { disabled: boolean }

export type Site = SiteAnswer
export type Account = AccountAnswer
export type PlanRow = AccountAnswer['plans'][number]
export type PlanName = AccountAnswer['plan']

/** A passkey, in better-auth's form. */
export interface Passkey {
  id: string
  name?: string | null
  createdAt: string | null
}
