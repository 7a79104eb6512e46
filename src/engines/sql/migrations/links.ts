/** The history of the tables for links, users and keys. A migration that has been released is never changed. */
import type { Kysely, Migration } from 'kysely'
import type { ColumnTypes } from '../engine.ts'
import { accountsMigration } from './accounts.ts'

export const linksMigrations = (types: ColumnTypes): Record<string, Migration> => ({
  '0001-begin': { up: (db) => begin(db, types) },
  '0002-disabling': { up: (db) => disabling(db, types) },
  '0003-accounts': accountsMigration(types),
  '0004-limits': { up: (db) => limits(db, types) },
})

async function begin(db: Kysely<unknown>, { serial, integer, text }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('email', text, (c) => c.notNull().unique())
    .addColumn('password_hash', text, (c) => c.notNull())
    .addColumn('plan', text, (c) => c.notNull())
    .addColumn('admin', integer, (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('keys')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('start', text, (c) => c.notNull())
    .addColumn('hash', text, (c) => c.notNull().unique())
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('last_used_at', integer)
    .addColumn('revoked_at', integer)
    .execute()
  await db.schema.createIndex('keys_by_user').on('keys').column('user_id').execute()
  await db.schema
    .createTable('links')
    .addColumn('pk', serial)
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('slug', text, (c) => c.unique())
    .addColumn('target', text, (c) => c.notNull())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id'))
    .addColumn('password_hash', text)
    .addColumn('expires_at', integer)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('deleted_at', integer)
    .execute()
  await db.schema.createIndex('links_by_user').on('links').columns(['user_id', 'pk']).execute()
  await db.schema
    .createIndex('links_deleted')
    .on('links')
    .column('deleted_at')
    .where('deleted_at', 'is not', null)
    .execute()
  await db.schema
    .createTable('usage')
    .addColumn('user_id', text, (c) => c.notNull())
    .addColumn('month', text, (c) => c.notNull())
    .addColumn('links', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('usage_pk', ['user_id', 'month'])
    .execute()
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('user_id', text, (c) => c.notNull())
    .addColumn('key', text, (c) => c.notNull())
    .addColumn('token', text, (c) => c.notNull())
    .addColumn('fingerprint', text, (c) => c.notNull())
    .addColumn('claimed_at', integer, (c) => c.notNull())
    .addColumn('status', integer)
    .addColumn('location', text)
    .addColumn('body', text)
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['user_id', 'key'])
    .execute()
  await db.schema.createIndex('idempotency_keys_by_age').on('idempotency_keys').column('claimed_at').execute()
}

async function disabling(db: Kysely<unknown>, { integer }: ColumnTypes): Promise<void> {
  await db.schema.alterTable('links').addColumn('disabled_at', integer).execute()
  await db.schema.alterTable('users').addColumn('disabled_at', integer).execute()
}

async function limits(db: Kysely<unknown>, { integer, text, passing }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('limits')
    .modifyFront(passing)
    .addColumn('key', text, (c) => c.primaryKey())
    .addColumn('used', integer, (c) => c.notNull())
    .addColumn('granted', integer, (c) => c.notNull())
    .addColumn('ends', integer, (c) => c.notNull())
    .execute()
}
