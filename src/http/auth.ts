/** The door to signing in and out: `/api/auth/…`, answered by the accounts port. */
import type { Server } from 'bun'
import { invalidFields } from '../domain/failure.ts'
import type { Accounts } from '../ports/accounts.ts'
import { type Handler, jsonAnswer } from './api.ts'
import { readJson } from './body.ts'
import { NO_STORE, type ProblemResponse } from './problem.ts'
import { isRead, requireSameOrigin } from './same-origin.ts'
import type { SignInLimits } from './sign-in-limits.ts'

export interface AuthDoor {
  accounts: Accounts
  limits: SignInLimits
  problem: ProblemResponse
  toFailure: (error: unknown) => Parameters<ProblemResponse>[0]
}

const SIGN_IN = /\/sign-in\/email$/
const MAILING = /\/request-password-reset$/
/** Paths on which somebody could guess passwords, codes and tokens, or fill the tables. */
const GUESSING =
  /\/(sign-in\/(email|social)|two-factor\/[a-z-]+|passkey\/(verify-[a-z]+|generate-authenticate-options)|request-password-reset|reset-password|change-password)$/
/** A try on these is used up even where it was right: each writes a row or sends a mail. */
const COSTLY = /\/(sign-in\/social|generate-authenticate-options|request-password-reset)$/

const PASSWORDS = ['password', 'currentPassword', 'newPassword'] as const
const PLACES = ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL', 'redirectTo'] as const
const LONGEST_PASSWORD = 256

type Body = Record<string, unknown>

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const pathOf = (request: Request) => request.url.replace(/^https?:\/\/[^/]*/, '').split('?')[0] ?? ''
const emailOf = ({ email }: Body) => (typeof email === 'string' ? email : '')

const isPassword = (value: unknown) =>
  typeof value === 'string' && value.length >= 1 && value.length <= LONGEST_PASSWORD * 2

/** Whether a text is a path of this server that no browser takes for another site, whatever is normalised in it. */
const isOwnPath = (value: unknown) =>
  typeof value === 'string' &&
  /^\/(?![/\\])/.test(value) &&
  URL.canParse(value, 'http://own') &&
  !new URL(value, 'http://own').pathname.startsWith('//')

/** What is wrong with a body before anybody looks at it: a password that is none, a place that is not ours. */
function requireSound(body: Body): void {
  const wrong = [
    ...PASSWORDS.filter((field) => field in body && !isPassword(body[field])).map((field) => ({
      field,
      message: 'must be 1 to 256 characters long.',
    })),
    ...PLACES.filter((field) => field in body && !isOwnPath(body[field])).map((field) => ({
      field,
      message: 'must be a path of this server, such as "/dashboard".',
    })),
  ]
  if (wrong.length > 0) throw invalidFields(wrong)
}

/** Makes the door. */
export function authDoor({ accounts, limits, problem, toFailure }: AuthDoor): Handler {
  async function bodyOf(request: Request): Promise<Body> {
    const body = await readJson(request)
    if (!isObject(body)) throw invalidFields([{ field: 'body', message: 'must be a JSON object.' }])
    requireSound(body)
    return body
  }

  /** Uses up a try of the network where something could be guessed; gives back how to return it. */
  async function limitGuesses(request: Request, server: Server<unknown>): Promise<() => void> {
    const path = pathOf(request)
    const keep = () => undefined
    if (!GUESSING.test(path)) return keep
    const giveBack = await limits.byAddress(request, server)
    return COSTLY.test(path) ? keep : giveBack
  }

  async function change(request: Request, server: Server<unknown>): Promise<Response> {
    requireSameOrigin(request)
    const giveBackNetwork = await limitGuesses(request, server)
    const path = pathOf(request)
    const body = await bodyOf(request)
    const giveBackAccount = SIGN_IN.test(path)
      ? await limits.byAccount(emailOf(body), request, server)
      : () => undefined
    // Beyond the limit nothing is sent, and nothing is said: the answer is that of a mail that went out.
    if (MAILING.test(path) && !(await limits.mayMail(emailOf(body)))) return jsonAnswer(200, { status: true })
    const { method, headers } = request
    const asked = new Request(`http://fluxly${path}`, { method, headers, body: JSON.stringify(body) })
    const answer = await accounts.handle(asked)
    giveBackNetwork()
    giveBackAccount()
    return answer
  }

  /** What is only read costs no try, but for one path; other sites may not spend the tries of their visitors. */
  async function read(request: Request, server: Server<unknown>): Promise<Response> {
    if (request.headers.get('sec-fetch-site') !== 'cross-site') await limitGuesses(request, server)
    return accounts.handle(request)
  }

  async function act(request: Request, server: Server<unknown>): Promise<Response> {
    const answer = await (isRead(request) ? read(request, server) : change(request, server))
    answer.headers.set('Cache-Control', NO_STORE)
    return answer
  }

  return (request, server) => act(request, server).catch((error) => problem(toFailure(error)))
}
