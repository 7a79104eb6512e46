/** `fluxly user …` */
import { createUser } from '../actions/create-user.ts'
import type { Config } from '../config/config.ts'
import { isPlanName, PLAN_NAMES, type PlanName } from '../domain/plan.ts'
import { normalEmail } from '../domain/user.ts'
import { argon2idPasswords } from '../engines/bun/passwords.ts'
import { systemClock, systemRandom } from '../system.ts'
import {
  type Command,
  CommandFailed,
  type Given,
  note,
  required,
  say,
  UsageError,
  withStores,
} from './command.ts'

function planOf(name: string): PlanName {
  if (!isPlanName(name)) throw new UsageError(`--plan must be one of ${PLAN_NAMES.join(', ')}.`)
  return name
}

/** The new user's password: from the environment, else the first line of standard input. */
async function readPassword(config: Config): Promise<string> {
  if (config.userPassword !== null) return config.userPassword
  if (process.stdin.isTTY) note('Type the password of the new user, then Enter (it is shown as you type):')
  for await (const line of console) return line
  throw new CommandFailed('There is no password: set FLUXLY_PASSWORD, or write it to standard input.')
}

async function create(given: Given, config: Config): Promise<number> {
  const email = required(given, 'email')
  const plan = typeof given.options.plan === 'string' ? planOf(given.options.plan) : config.defaultPlan
  const password = await readPassword(config)
  const user = await withStores(config, ({ users }) =>
    createUser({ users, passwords: argon2idPasswords(), clock: systemClock, random: systemRandom })({
      email,
      password,
      plan,
      admin: given.options.admin === true,
      emailVerified: true,
    }),
  )
  say(user.id)
  return 0
}

async function setPlan(given: Given, config: Config): Promise<number> {
  const email = normalEmail(required(given, 'email'))
  const plan = planOf(required(given, 'plan'))
  const found = await withStores(config, ({ users }) => users.setPlan(email, plan))
  if (!found) throw new CommandFailed(`There is no user with the address ${email}.`)
  note(`${email} is on ${plan} now.`)
  return 0
}

const email = { type: 'string' } as const
const plan = { type: 'string' } as const

export const userCreateCommand: Command = {
  usage: 'user create --email EMAIL [--plan PLAN] [--admin]',
  summary: 'makes a user; the password comes from FLUXLY_PASSWORD or standard input; prints the id',
  options: { email, plan, admin: { type: 'boolean' } },
  run: create,
}

export const userSetPlanCommand: Command = {
  usage: 'user set-plan --email EMAIL --plan PLAN',
  summary: `changes a plan (${PLAN_NAMES.join(', ')}); in force at once`,
  options: { email, plan },
  run: setPlan,
}
