/** Taking a user away. Their slugs stay reserved for a while, so a nameless row has to stay with them. */
import type { Transaction } from 'kysely'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema } from './links-schema.ts'

const TABLES_OF_USERS = [
  'sessions',
  'accounts',
  'two_factors',
  'passkeys',
  'keys',
  'idempotency_keys',
  'usage',
] as const

/** An address that no user can have: it has no `@`. */
const namelessAddress = (id: string) => `gone:${id}`

async function eraseLinks(tx: Transaction<LinksSchema>, userId: string, now: number): Promise<number[]> {
  const own = await tx
    .updateTable('links')
    .set((eb) => ({
      target: '',
      password_hash: null,
      deleted_at: eb.fn.coalesce('deleted_at', eb.val(now)),
    }))
    .where('user_id', '=', userId)
    .returning('pk')
    .execute()
  return own.map(({ pk }) => pk)
}

/** Forgets everything about a user but which slugs were theirs. The numbers of their links. */
export const eraseUser = (engine: SqlEngine<LinksSchema>, id: string, now: number): Promise<number[]> =>
  engine.writeAtLength(async (tx) => {
    for (const table of TABLES_OF_USERS) await tx.deleteFrom(table).where('user_id', '=', id).execute()
    await tx.deleteFrom('verifications').where('value', '=', id).execute()
    const address = tx.selectFrom('users').select('email').where('id', '=', id)
    await tx.deleteFrom('mails').where('recipient', '=', address).execute()
    await tx.deleteFrom('invitations').where('email', '=', address).execute()
    await tx
      .updateTable('users')
      .set({ email: namelessAddress(id), name: '', image: null, admin: 0, disabled_at: now })
      .where('id', '=', id)
      .execute()
    const links = await eraseLinks(tx, id, now)
    await engine.announce(tx, null)
    return links
  })

/** Removes the nameless rows of users whose links are all gone. */
export async function sweepErased(engine: SqlEngine<LinksSchema>): Promise<void> {
  await engine.write((tx) =>
    tx
      .deleteFrom('users')
      .where('email', 'like', 'gone:%')
      .where('email', 'not like', '%@%')
      .where((eb) =>
        eb.not(
          eb.exists(eb.selectFrom('links').select('pk').whereRef('links.user_id', '=', 'users.id').limit(1)),
        ),
      )
      .execute(),
  )
}
