/** The public form of accounts, sessions and keys. */
import { z } from 'zod'
import { keyNameProblem } from '../domain/key.ts'
import { formatMoment } from '../domain/moment.ts'
import { PLAN_NAMES, type Plans } from '../domain/plan.ts'
import {
  emailProblem,
  normalEmail,
  SIGN_UP_POLICIES,
  userNameProblem,
  userPasswordProblem,
} from '../domain/user.ts'
import { text } from './fields.ts'

const moment = z.string().meta({ format: 'date-time', examples: ['2026-12-31T23:59:00+00:00'] })
const planName = z.enum(PLAN_NAMES)
const count = z.int().min(0)

export const emailField = text((value) => emailProblem(normalEmail(value)))
const passwordField = text(userPasswordProblem)
const nameField = text((value) => userNameProblem(value.trim()))
const anyText = text((value) => (value.length > 1000 ? 'is too long.' : null))

export const setUpRequest = z.strictObject({
  token: anyText,
  email: emailField,
  password: passwordField,
  name: nameField.optional(),
})

export const signUpRequest = z.strictObject({ email: emailField })

export const acceptRequest = z.strictObject({ password: passwordField, name: nameField.optional() })

export const renameRequest = z.strictObject({ name: nameField })
export const deleteAccountRequest = z.strictObject({ password: anyText.optional() })
export const newKeyRequest = z.strictObject({ name: text(keyNameProblem) })
export const qrTextRequest = z.strictObject({
  text: text((value) =>
    value === '' || Buffer.byteLength(value) > 1000 ? 'must be 1 to 1,000 bytes long.' : null,
  ),
})

/** What anybody may know of this installation. */
export const siteAnswer = z
  .object({
    url: z.string().meta({ format: 'uri' }),
    version: z.string(),
    sign_up: z.enum(SIGN_UP_POLICIES),
    providers: z.array(z.enum(['github', 'google'])),
    mail: z.boolean().meta({ description: 'Whether mails reach people.' }),
    signed_in: z.boolean().meta({ description: 'Whether the browser that asks has a session.' }),
    needs_owner: z.boolean().meta({ description: 'Whether the first account is still to be made.' }),
  })
  .meta({ id: 'Site', title: 'This installation' })

const plan = z.object({
  name: planName,
  title: z.string(),
  links_per_month: count,
  stats_days: count.nullable().meta({ description: 'Null: for ever.' }),
  passwords: z.boolean(),
  api: z.boolean(),
})

/** An account as its owner sees it. */
export const accountAnswer = z
  .object({
    user_id: z.string().meta({ pattern: '^usr_[a-z0-9]{12}$' }),
    email: z.string(),
    name: z.string(),
    email_verified: z.boolean(),
    admin: z.boolean(),
    plan: planName,
    two_factor: z.boolean(),
    has_password: z.boolean(),
    created_at: moment,
    usage: z.object({
      month: z.string().meta({ examples: ['2026-11'] }),
      links_used: count,
      links_allowed: count,
      resets_at: moment,
    }),
    plans: z.array(plan).meta({ description: 'The plans of this installation, lowest first.' }),
  })
  .meta({ id: 'Account', title: 'An account' })

export const sessionAnswer = z
  .object({
    session_id: z.string(),
    current: z.boolean(),
    created_at: moment,
    expires_at: moment,
    browser: z.string(),
    os: z.string(),
    device: z.string(),
  })
  .meta({ id: 'Session', title: 'A browser that is signed in' })

export const keyAnswer = z
  .object({
    key_id: z.string().meta({ pattern: '^key_[a-z0-9]{12}$' }),
    name: z.string(),
    start: z.string().meta({ examples: ['fluxly_live_Ab3d'] }),
    created_at: moment,
    last_used_at: moment.nullable(),
    revoked_at: moment.nullable(),
    key: z
      .string()
      .optional()
      .meta({ description: 'The whole key: in the answer that makes it, and never again.' }),
  })
  .meta({ id: 'Key', title: 'An API key' })

export type SiteAnswer = z.infer<typeof siteAnswer>
export type AccountAnswer = z.infer<typeof accountAnswer>
export type SessionAnswer = z.infer<typeof sessionAnswer>
export type KeyAnswer = z.infer<typeof keyAnswer>

const momentOrNull = (ms: number | null) => (ms === null ? null : formatMoment(ms))

/** The parts of a key's record that are shown. */
export interface ShownKey {
  id: string
  name: string
  start: string
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

/** A key in its public form, without the key itself. */
export const showKey = (key: ShownKey): KeyAnswer => ({
  key_id: key.id,
  name: key.name,
  start: key.start,
  created_at: formatMoment(key.createdAt),
  last_used_at: momentOrNull(key.lastUsedAt),
  revoked_at: momentOrNull(key.revokedAt),
})

/** The parts of an account that are shown. */
export interface ShownAccount {
  user: {
    id: string
    email: string
    name: string
    emailVerified: boolean
    admin: boolean
    plan: (typeof PLAN_NAMES)[number]
    createdAt: number
  }
  hasPassword: boolean
  twoFactor: boolean
  month: string
  linksUsed: number
  resetsAt: number
}

/** An account in its public form. */
export const showAccount = (account: ShownAccount, plans: Plans): AccountAnswer => ({
  user_id: account.user.id,
  email: account.user.email,
  name: account.user.name,
  email_verified: account.user.emailVerified,
  admin: account.user.admin,
  plan: account.user.plan,
  two_factor: account.twoFactor,
  has_password: account.hasPassword,
  created_at: formatMoment(account.user.createdAt),
  usage: {
    month: account.month,
    links_used: account.linksUsed,
    links_allowed: plans[account.user.plan].links_per_month,
    resets_at: formatMoment(account.resetsAt),
  },
  plans: PLAN_NAMES.map((name) => ({ name, ...plans[name] })),
})
