/** Making a user. */
import { invalidFields } from '../domain/failure.ts'
import { newId } from '../domain/key.ts'
import type { PlanName } from '../domain/plan.ts'
import type { RandomBytes } from '../domain/random.ts'
import { emailProblem, normalEmail, type User, userPasswordProblem } from '../domain/user.ts'
import type { Clock, Passwords, Users } from '../ports.ts'

export interface NewUser {
  email: string
  password: string
  plan: PlanName
  admin: boolean
}

function problems({ email, password }: NewUser) {
  const found = [
    { field: 'email', message: emailProblem(normalEmail(email)) },
    { field: 'password', message: userPasswordProblem(password) },
  ]
  return found.flatMap(({ field, message }) => (message === null ? [] : [{ field, message }]))
}

/** Makes the action. Refuses wrong fields, and an address that has a user already. */
export function createUser(users: Users, passwords: Passwords, clock: Clock, random: RandomBytes) {
  return async (wanted: NewUser): Promise<User> => {
    const wrong = problems(wanted)
    if (wrong.length > 0) throw invalidFields(wrong)
    const user: User = {
      id: newId('usr', random),
      email: normalEmail(wanted.email),
      plan: wanted.plan,
      admin: wanted.admin,
      createdAt: clock.now(),
    }
    const outcome = await users.create(user, await passwords.hash(wanted.password))
    if (outcome === 'email_taken')
      throw invalidFields([{ field: 'email', message: `${user.email} has a user already.` }])
    return user
  }
}
