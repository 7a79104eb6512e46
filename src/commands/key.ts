/** `fluxly key …` */
import { issueKey } from '../actions/issue-key.ts'
import type { Config } from '../config/config.ts'
import { formatMoment } from '../domain/moment.ts'
import { normalEmail, type User } from '../domain/user.ts'
import type { KeyRecord } from '../ports/keys.ts'
import type { Stores } from '../stores.ts'
import { systemClock, systemRandom } from '../system.ts'
import {
  type Command,
  CommandFailed,
  type Given,
  note,
  required,
  requiredWord,
  say,
  withStores,
} from './command.ts'

async function userOf({ users }: Stores, given: Given): Promise<User> {
  const address = normalEmail(required(given, 'email'))
  const user = await users.findByEmail(address)
  if (!user) throw new CommandFailed(`There is no user with the address ${address}.`)
  return user
}

const when = (moment: number | null) => (moment === null ? 'never' : formatMoment(moment))

const line = (key: KeyRecord) =>
  [
    key.id,
    JSON.stringify(key.name),
    `${key.start}…`,
    `created ${when(key.createdAt)}`,
    `last used ${when(key.lastUsedAt)}`,
    ...(key.revokedAt === null ? [] : [`revoked ${when(key.revokedAt)}`]),
  ].join('  ')

async function create(given: Given, config: Config): Promise<number> {
  const name = required(given, 'name')
  const { key, record } = await withStores(config, async (stores) => {
    const user = await userOf(stores, given)
    return issueKey(stores.keys, systemClock, systemRandom)(user.id, name)
  })
  note(`${record.id} is made. The key is shown this once; keep it safe:`)
  say(key)
  return 0
}

async function list(given: Given, config: Config): Promise<number> {
  const keys = await withStores(config, async (stores) => stores.keys.list((await userOf(stores, given)).id))
  for (const key of keys) say(line(key))
  return 0
}

async function revoke(given: Given, config: Config): Promise<number> {
  const id = requiredWord(given, 'The id of the key')
  const revoked = await withStores(config, ({ keys }) => keys.revoke(id, systemClock.now()))
  if (!revoked) throw new CommandFailed(`There is no living key with the id ${JSON.stringify(id)}.`)
  note(`${id} is revoked.`)
  return 0
}

const email = { type: 'string' } as const

export const keyCreateCommand: Command = {
  usage: 'key create --email EMAIL --name NAME',
  summary: 'makes an API key and prints it, this once',
  options: { email, name: { type: 'string' } },
  run: create,
}

export const keyListCommand: Command = {
  usage: 'key list --email EMAIL',
  summary: 'lists the keys of a user',
  options: { email },
  run: list,
}

export const keyRevokeCommand: Command = {
  usage: 'key revoke ID',
  summary: 'revokes a key; in force at once',
  run: revoke,
}
