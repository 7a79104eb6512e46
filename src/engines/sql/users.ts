/** Users in SQL. */
import type { ExpressionBuilder, Selectable } from 'kysely'
import type { User } from '../../domain/user.ts'
import type { UserChange, UserOverview, Users } from '../../ports/users.ts'
import { type SqlEngine, Undo, writeOrUndo } from './engine.ts'
import { eraseUser, sweepErased } from './erasure.ts'
import type { LinksSchema, UsersTable } from './links-schema.ts'
import { eitherHolds } from './search.ts'

export const USER_COLUMNS = [
  'users.id',
  'users.email',
  'users.name',
  'users.plan',
  'users.admin',
  'users.email_verified',
  'users.disabled_at',
  'users.created_at',
] as const

type UserRow = Omit<Selectable<UsersTable>, 'updated_at' | 'two_factor_enabled' | 'image'>

export const toUser = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  plan: row.plan,
  admin: row.admin === 1,
  emailVerified: Boolean(row.email_verified),
  disabledAt: row.disabled_at,
  createdAt: new Date(row.created_at).getTime(),
})

/** How better-auth calls the way to sign in that is a password. */
const PASSWORD = 'credential'

function rowsOf(user: User, passwordHash: string) {
  const at = new Date(user.createdAt).toISOString()
  return {
    user: {
      id: user.id,
      email: user.email,
      name: user.name,
      plan: user.plan,
      admin: user.admin ? 1 : 0,
      email_verified: user.emailVerified,
      two_factor_enabled: false,
      disabled_at: user.disabledAt,
      image: null,
      created_at: at,
      updated_at: at,
    },
    account: {
      id: user.id.replace('usr_', 'acc_'),
      user_id: user.id,
      provider_id: PASSWORD,
      account_id: user.id,
      password: passwordHash,
      created_at: at,
      updated_at: at,
    },
  }
}

/** Living links of a user, and the links they made in a month, as columns beside the user's. */
const countsOf = (month: string) => (eb: ExpressionBuilder<LinksSchema, 'users'>) => [
  eb
    .selectFrom('links')
    .select((links) => links.fn.countAll<number>().as('count'))
    .whereRef('links.user_id', '=', 'users.id')
    .where('links.deleted_at', 'is', null)
    .as('link_count'),
  eb
    .selectFrom('usage')
    .select('usage.links')
    .whereRef('usage.user_id', '=', 'users.id')
    .where('usage.month', '=', month)
    .as('used'),
]

/** What a change writes; a user's mark as operator is kept as 0 or 1. */
const columnsOf = ({ plan, admin, disabledAt }: UserChange) => ({
  ...(plan === undefined ? {} : { plan }),
  ...(admin === undefined ? {} : { admin: admin ? 1 : 0 }),
  ...(disabledAt === undefined ? {} : { disabled_at: disabledAt }),
})

/** Users kept by an SQL engine. */
export function sqlUsers(engine: SqlEngine<LinksSchema>): Users {
  const { db } = engine

  const findBy = async (column: 'users.id' | 'users.email', value: string) => {
    const row = await db.selectFrom('users').select(USER_COLUMNS).where(column, '=', value).executeTakeFirst()
    return row ? toUser(row) : null
  }

  return {
    create: (user, passwordHash) =>
      writeOrUndo<LinksSchema, 'created' | 'email_taken'>(engine, async (tx) => {
        const rows = rowsOf(user, passwordHash)
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('users')
          .values(rows.user)
          .onConflict((conflict) => conflict.column('email').doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n) throw new Undo('email_taken')
        await tx.insertInto('accounts').values(rows.account).execute()
        return 'created'
      }),

    createFirst: (user, passwordHash) =>
      writeOrUndo<LinksSchema, 'created' | 'not_first'>(engine, async (tx) => {
        const rows = rowsOf(user, passwordHash)
        // The row with one name for all who try at once is what only one of them can make.
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('settings')
          .values({ name: 'owner', value: user.id })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .executeTakeFirst()
        const anybody = await tx.selectFrom('users').select('id').limit(1).executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n || anybody) throw new Undo('not_first')
        await tx.insertInto('users').values(rows.user).execute()
        await tx.insertInto('accounts').values(rows.account).execute()
        return 'created'
      }),

    find: (id) => findBy('users.id', id),
    findByEmail: (email) => findBy('users.email', email),

    async setPlan(email, plan) {
      const { numUpdatedRows } = await engine.write((tx) =>
        tx.updateTable('users').set({ plan }).where('email', '=', email).executeTakeFirst(),
      )
      return numUpdatedRows === 1n
    },

    async list({ search, limit, after, month }): Promise<UserOverview[]> {
      let page = db
        .selectFrom('users')
        .select(USER_COLUMNS)
        .select(countsOf(month))
        .where('users.email', 'like', '%@%')
      if (search !== '') page = page.where(eitherHolds('users.email', 'users.name', search))
      if (after !== null)
        page = page.where((eb) =>
          eb(
            eb.refTuple('users.created_at', 'users.id'),
            '<',
            eb
              .selectFrom('users as last')
              .select(['last.created_at', 'last.id'])
              .where('last.id', '=', after)
              .$asTuple('created_at', 'id'),
          ),
        )
      const rows = await page
        .orderBy('users.created_at', 'desc')
        .orderBy('users.id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        user: toUser(row),
        links: Number(row.link_count ?? 0),
        linksThisMonth: Number(row.used ?? 0),
      }))
    },

    change: (id, change) =>
      engine.write(async (tx) => {
        const set = columnsOf(change)
        const { disabledAt } = change
        const row = await tx
          .updateTable('users')
          .set(set)
          .where('id', '=', id)
          .returning(USER_COLUMNS)
          .executeTakeFirst()
        if (row && disabledAt !== undefined) {
          if (disabledAt !== null) await tx.deleteFrom('sessions').where('user_id', '=', id).execute()
          await engine.announce(tx, null)
        }
        return row ? toUser(row) : null
      }),

    async setName(id, name) {
      await engine.write((tx) => tx.updateTable('users').set({ name }).where('id', '=', id).execute())
    },

    async signIn(id) {
      const account = await db
        .selectFrom('accounts')
        .select('password')
        .where('user_id', '=', id)
        .where('provider_id', '=', PASSWORD)
        .executeTakeFirst()
      const user = await db
        .selectFrom('users')
        .select('two_factor_enabled')
        .where('id', '=', id)
        .executeTakeFirst()
      return { password: account?.password ?? null, twoFactor: Boolean(user?.two_factor_enabled) }
    },

    erase: (id, now) => eraseUser(engine, id, now),
    sweep: () => sweepErased(engine),

    any: async () => (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined,

    plansInUse: async () =>
      (await db.selectFrom('users').select('plan').distinct().execute()).map((row) => row.plan),
  }
}
