/** Users in SQL. */
import type { Selectable } from 'kysely'
import type { User } from '../../domain/user.ts'
import type { Users } from '../../ports.ts'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema, UsersTable } from './schema.ts'

export const USER_COLUMNS = [
  'users.id',
  'users.email',
  'users.plan',
  'users.admin',
  'users.created_at',
] as const

export const toUser = (row: Omit<Selectable<UsersTable>, 'password_hash' | 'disabled_at'>): User => ({
  id: row.id,
  email: row.email,
  plan: row.plan,
  admin: row.admin === 1,
  createdAt: row.created_at,
})

/** Users kept by an SQL engine. */
export function sqlUsers(engine: SqlEngine<LinksSchema>): Users {
  const { db } = engine
  return {
    async create(user, passwordHash) {
      const { numInsertedOrUpdatedRows } = await engine.write((tx) =>
        tx
          .insertInto('users')
          .values({
            id: user.id,
            email: user.email,
            password_hash: passwordHash,
            plan: user.plan,
            admin: user.admin ? 1 : 0,
            created_at: user.createdAt,
          })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .executeTakeFirst(),
      )
      return numInsertedOrUpdatedRows === 1n ? 'created' : 'email_taken'
    },

    async findByEmail(email) {
      const row = await db
        .selectFrom('users')
        .select(USER_COLUMNS)
        .where('email', '=', email)
        .executeTakeFirst()
      return row ? toUser(row) : null
    },

    async setPlan(email, plan) {
      const { numUpdatedRows } = await engine.write((tx) =>
        tx.updateTable('users').set({ plan }).where('email', '=', email).executeTakeFirst(),
      )
      return numUpdatedRows === 1n
    },

    change: (id, { disabledAt }) =>
      engine.write(async (tx) => {
        const row = await tx
          .updateTable('users')
          .set({ disabled_at: disabledAt })
          .where('id', '=', id)
          .returning(USER_COLUMNS)
          .executeTakeFirst()
        if (row) await engine.announce(tx, null)
        return row ? toUser(row) : null
      }),

    any: async () => (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined,

    plansInUse: async () =>
      (await db.selectFrom('users').select('plan').distinct().execute()).map((row) => row.plan),
  }
}
