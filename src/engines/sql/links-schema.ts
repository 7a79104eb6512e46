/** The tables of links, users and keys, as Kysely knows them. Moments are milliseconds since 1970, flags are 0 or 1: the same on every engine. */
import type { ColumnType, Generated } from 'kysely'
import type { PlanName } from '../../domain/plan.ts'

/** A moment as better-auth keeps it: ISO 8601 text in SQLite, a timestamp in PostgreSQL. Both are written as text. */
type Moment = ColumnType<string | Date, string, string>
/** 0 and 1 in SQLite, a boolean in PostgreSQL. Both take a boolean. */
type Flag = ColumnType<boolean | number | null, boolean, boolean>

export interface UsersTable {
  id: string
  email: string
  name: Generated<string>
  plan: PlanName
  admin: number
  email_verified: Flag
  two_factor_enabled: Flag
  disabled_at: number | null
  image: string | null
  created_at: Moment
  updated_at: Moment
}

/** Ways to sign in: a password (`credential`), or an account elsewhere. */
export interface AccountsTable {
  id: string
  user_id: string
  provider_id: string
  account_id: string
  /** argon2id, in PHC form. */
  password: string | null
  created_at: Moment
  updated_at: Moment
}

export interface SessionsTable {
  id: string
  user_id: string
  token: string
  user_agent: string | null
  expires_at: Moment
  created_at: Moment
}

/** Tokens that were mailed; `value` is the user they are for. */
export interface VerificationsTable {
  value: string
  expires_at: Moment
}

/** Tables of which only better-auth knows more than whose their rows are. */
interface OwnedTable {
  user_id: string
}

export interface InvitationsTable {
  id: string
  email: string
  /** SHA-256 of the token, hexadecimal. */
  token_hash: string
  by_operator: number
  created_at: number
  expires_at: number
  accepted_at: number | null
}

export interface MailsTable {
  pk: Generated<number>
  recipient: string
  subject: string
  link: string
  at: number
  expires_at: number
}

export interface SettingsTable {
  name: string
  value: string
}

export interface KeysTable {
  id: string
  user_id: string
  name: string
  start: string
  /** SHA-256 of the key, hexadecimal. */
  hash: string
  created_at: number
  last_used_at: number | null
  revoked_at: number | null
}

export interface LinksTable {
  pk: Generated<number>
  id: string
  /** Null once the slug of a deleted link has been taken again. */
  slug: string | null
  target: string
  user_id: string
  password_hash: string | null
  expires_at: number | null
  created_at: number
  deleted_at: number | null
  disabled_at: number | null
}

export interface UsageTable {
  user_id: string
  /** `2026-11` */
  month: string
  links: number
}

export interface IdempotencyTable {
  user_id: string
  key: string
  token: string
  fingerprint: string
  claimed_at: number
  /** Null while the request runs. */
  status: number | null
  location: string | null
  body: string | null
}

/** How much of a limit is used up, under the limit's name and whom it is for, as a keyed hash. Used by PostgreSQL only. */
export interface LimitsTable {
  key: string
  used: number
  /** What the last who asked was given of it. */
  granted: number
  /** When its window ends, on the database's clock. */
  ends: number
}

/** Links, users and keys. */
export interface LinksSchema {
  users: UsersTable
  accounts: AccountsTable
  sessions: SessionsTable
  verifications: VerificationsTable
  two_factors: OwnedTable
  passkeys: OwnedTable
  invitations: InvitationsTable
  settings: SettingsTable
  mails: MailsTable
  keys: KeysTable
  links: LinksTable
  usage: UsageTable
  idempotency_keys: IdempotencyTable
  limits: LimitsTable
}
