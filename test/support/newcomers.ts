/** Users for tests, made by the actions behind `fluxly user create` and `fluxly key create`, in a fraction of their time. */
import { createUser } from '../../src/actions/create-user.ts'
import { issueKey } from '../../src/actions/issue-key.ts'
import { withStores } from '../../src/commands/command.ts'
import { readConfig } from '../../src/config/config.ts'
import type { PlanName } from '../../src/domain/plan.ts'
import { systemClock as clock, systemRandom as random } from '../../src/system.ts'

export interface TestUser {
  id: string
  email: string
  key: string
  keyId: string
}

/** What a test user signs in with. */
export const PASSWORD = 'a long password'

/** argon2id at its least: a hash says itself what checking it costs, and tests sign in hundreds of times. */
const passwords = {
  hash: (password: string) =>
    Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 8, timeCost: 1 }),
  verify: Bun.password.verify,
}

/** Makes a user and a key for them in the data that these settings name; a server may be running on it. */
export const makeNewcomer = (env: Record<string, string>, email: string, plan: PlanName): Promise<TestUser> =>
  withStores(readConfig(env, {}), async ({ users, keys }) => {
    const making = { users, passwords, clock, random }
    const wanted = { email, password: PASSWORD, plan, admin: false, emailVerified: true }
    const { id } = await createUser(making)(wanted)
    const { key, record } = await issueKey(keys, clock, random)(id, 'test')
    return { id, email, key, keyId: record.id }
  })
