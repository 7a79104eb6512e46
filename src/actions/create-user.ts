/** Making a user. */
import { invalidFields } from '../domain/failure.ts'
import { newId } from '../domain/key.ts'
import type { PlanName } from '../domain/plan.ts'
import type { RandomBytes } from '../domain/random.ts'
import { emailProblem, normalEmail, type User, userNameProblem, userPasswordProblem } from '../domain/user.ts'
import type { Clock } from '../ports/clock.ts'
import type { Passwords } from '../ports/passwords.ts'
import type { Users } from '../ports/users.ts'

export interface NewUser {
  email: string
  password: string
  name?: string | undefined
  plan: PlanName
  admin: boolean
  /** Whether it is known that the address is theirs. */
  emailVerified: boolean
}

/** What making users takes. */
export interface UserMaking {
  users: Users
  passwords: Passwords
  clock: Clock
  random: RandomBytes
}

function problems({ email, password, name = '' }: NewUser) {
  const found = [
    { field: 'email', message: emailProblem(normalEmail(email)) },
    { field: 'password', message: userPasswordProblem(password) },
    { field: 'name', message: userNameProblem(name) },
  ]
  return found.flatMap(({ field, message }) => (message === null ? [] : [{ field, message }]))
}

/** A user as wished for, and the hash of their password. Refuses wrong fields (422). */
export async function draftUser({ passwords, clock, random }: Omit<UserMaking, 'users'>, wanted: NewUser) {
  const wrong = problems(wanted)
  if (wrong.length > 0) throw invalidFields(wrong)
  const user: User = {
    id: newId('usr', random),
    email: normalEmail(wanted.email),
    name: wanted.name?.trim() ?? '',
    plan: wanted.plan,
    admin: wanted.admin,
    emailVerified: wanted.emailVerified,
    disabledAt: null,
    createdAt: clock.now(),
  }
  return { user, passwordHash: await passwords.hash(wanted.password) }
}

/** Makes the action. Refuses wrong fields, and an address that has a user already. */
export function createUser(making: UserMaking) {
  return async (wanted: NewUser): Promise<User> => {
    const { user, passwordHash } = await draftUser(making, wanted)
    if ((await making.users.create(user, passwordHash)) === 'email_taken')
      throw invalidFields([{ field: 'email', message: `${user.email} has a user already.` }])
    return user
  }
}
