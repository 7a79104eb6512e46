/** What an operator decides while the server runs, in SQL. */
import { SIGN_UP_POLICIES, type SignUpPolicy } from '../../domain/user.ts'
import type { Settings } from '../../ports/settings.ts'
import type { SqlEngine } from './engine.ts'
import type { LinksSchema } from './links-schema.ts'

const SIGN_UP = 'sign_up'
/** Nobody comes uninvited unless an operator says so. */
const USUAL: SignUpPolicy = 'invitation'

/** Settings kept by an SQL engine. */
export function sqlSettings(engine: SqlEngine<LinksSchema>): Settings {
  return {
    async signUp() {
      const row = await engine.db
        .selectFrom('settings')
        .select('value')
        .where('name', '=', SIGN_UP)
        .executeTakeFirst()
      return SIGN_UP_POLICIES.find((policy) => policy === row?.value) ?? USUAL
    },

    async setSignUp(policy) {
      await engine.write((tx) =>
        tx
          .insertInto('settings')
          .values({ name: SIGN_UP, value: policy })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: policy }))
          .execute(),
      )
    },
  }
}
