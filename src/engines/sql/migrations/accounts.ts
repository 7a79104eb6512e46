/** The tables behind accounts: sessions, ways to sign in, invitations, settings. Columns are those that better-auth asks for, in snake case. */
import { type Kysely, type Migration, sql } from 'kysely'
import type { ColumnTypes } from '../engine.ts'

export const accountsMigration = (types: ColumnTypes): Migration => ({
  async up(db) {
    await accountColumns(db, types)
    await signInTables(db, types)
    await secondFactors(db, types)
    await ownTables(db, types)
    await movePasswords(db)
  },
})

/** Users get a name and a confirmed address; when they came is written as better-auth writes moments. */
async function accountColumns(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { text, moment, flag } = types
  const came = types.momentOf('created_at')
  await db.schema
    .alterTable('users')
    .addColumn('name', text, (c) => c.notNull().defaultTo(''))
    .execute()
  await db.schema.alterTable('users').addColumn('image', text).execute()
  await db.schema.alterTable('users').addColumn('email_verified', flag).execute()
  await db.schema.alterTable('users').addColumn('two_factor_enabled', flag).execute()
  await db.schema.alterTable('users').addColumn('registered_at', moment).execute()
  await db.schema.alterTable('users').addColumn('updated_at', moment).execute()
  await sql`update users set registered_at = ${came}, updated_at = ${came},
    email_verified = (1 = 1), two_factor_enabled = (1 = 0)`.execute(db)
  await db.schema.alterTable('users').dropColumn('created_at').execute()
  await db.schema.alterTable('users').renameColumn('registered_at', 'created_at').execute()
}

async function signInTables(db: Kysely<unknown>, { text, moment }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('sessions')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('token', text, (c) => c.notNull().unique())
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addColumn('created_at', moment, (c) => c.notNull())
    .addColumn('updated_at', moment, (c) => c.notNull())
    .addColumn('ip_address', text)
    .addColumn('user_agent', text)
    .execute()
  await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute()
  await db.schema
    .createTable('accounts')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('provider_id', text, (c) => c.notNull())
    .addColumn('account_id', text, (c) => c.notNull())
    .addColumn('password', text)
    .addColumn('access_token', text)
    .addColumn('refresh_token', text)
    .addColumn('id_token', text)
    .addColumn('access_token_expires_at', moment)
    .addColumn('refresh_token_expires_at', moment)
    .addColumn('scope', text)
    .addColumn('created_at', moment, (c) => c.notNull())
    .addColumn('updated_at', moment, (c) => c.notNull())
    .addUniqueConstraint('accounts_unique', ['provider_id', 'account_id'])
    .execute()
  await db.schema.createIndex('accounts_by_user').on('accounts').column('user_id').execute()
  await db.schema
    .createTable('verifications')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('identifier', text, (c) => c.notNull())
    .addColumn('value', text, (c) => c.notNull())
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addColumn('created_at', moment, (c) => c.notNull())
    .addColumn('updated_at', moment, (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('verifications_by_identifier')
    .on('verifications')
    .column('identifier')
    .execute()
}

async function secondFactors(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const { text, integer, moment, flag } = types
  await db.schema
    .createTable('two_factors')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('secret', text, (c) => c.notNull())
    .addColumn('backup_codes', text, (c) => c.notNull())
    .addColumn('verified', flag)
    .addColumn('failed_verification_count', integer)
    .addColumn('locked_until', moment)
    .execute()
  await db.schema.createIndex('two_factors_by_user').on('two_factors').column('user_id').execute()
  await db.schema
    .createTable('passkeys')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', text)
    .addColumn('public_key', text, (c) => c.notNull())
    .addColumn('credential_id', text, (c) => c.notNull().unique())
    .addColumn('counter', integer, (c) => c.notNull())
    .addColumn('device_type', text, (c) => c.notNull())
    .addColumn('backed_up', flag, (c) => c.notNull())
    .addColumn('transports', text)
    .addColumn('created_at', moment)
    .addColumn('aaguid', text)
    .execute()
  await db.schema.createIndex('passkeys_by_user').on('passkeys').column('user_id').execute()
}

async function ownTables(db: Kysely<unknown>, { serial, text, integer }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('invitations')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('email', text, (c) => c.notNull())
    .addColumn('token_hash', text, (c) => c.notNull().unique())
    .addColumn('by_operator', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('expires_at', integer, (c) => c.notNull())
    .addColumn('accepted_at', integer)
    .execute()
  await db.schema
    .createTable('mails')
    .addColumn('pk', serial)
    .addColumn('recipient', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('link', text, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('expires_at', integer, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('settings')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute()
}

/** A password becomes one way to sign in among others. */
async function movePasswords(db: Kysely<unknown>): Promise<void> {
  await sql`insert into accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
    select 'acc_' || substr(id, 5), id, 'credential', id, password_hash, created_at, updated_at from users`.execute(
    db,
  )
  await db.schema.alterTable('users').dropColumn('password_hash').execute()
}
