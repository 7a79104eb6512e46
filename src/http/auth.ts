/** The door to signing in and out: `/api/auth/…`, answered by the accounts port. */
import type { Server } from 'bun'
import { invalidFields } from '../domain/failure.ts'
import type { Accounts } from '../ports.ts'
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
const MAILING = /\/(request-password-reset|send-verification-email)$/
/** Paths on which somebody could guess: passwords, codes, tokens. */
const GUESSING =
  /\/(sign-in|two-factor|passkey|request-password-reset|send-verification-email|reset-password|change-password)/
/** Reading one's passkeys, or asking for what a passkey signs, guesses nothing. */
const HARMLESS = /\/passkey\/(list-user-passkeys|generate-)/

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const pathOf = (request: Request) => request.url.replace(/^https?:\/\/[^/]*/, '').split('?')[0] ?? ''
const emailOf = ({ email }: Record<string, unknown>) => (typeof email === 'string' ? email : '')

/** Makes the door. */
export function authDoor({ accounts, limits, problem, toFailure }: AuthDoor): Handler {
  async function bodyOf(request: Request): Promise<Record<string, unknown>> {
    const body = await readJson(request)
    if (!isObject(body)) throw invalidFields([{ field: 'body', message: 'must be a JSON object.' }])
    return body
  }

  async function change(request: Request): Promise<Response> {
    requireSameOrigin(request)
    const path = pathOf(request)
    const body = await bodyOf(request)
    if (SIGN_IN.test(path)) await limits.byAccount(emailOf(body))
    // Beyond the limit nothing is sent, and nothing is said: the answer is that of a mail that went out.
    if (MAILING.test(path) && !(await limits.mayMail(emailOf(body)))) return jsonAnswer(200, { status: true })
    const { method, headers } = request
    return accounts.handle(
      new Request(`http://fluxly${path}`, { method, headers, body: JSON.stringify(body) }),
    )
  }

  /** Uses up a try where something could be guessed; gives back how to return it. */
  async function limitGuesses(request: Request, server: Server<unknown>): Promise<() => void> {
    const path = pathOf(request)
    const keep = () => undefined
    if (!GUESSING.test(path) || HARMLESS.test(path)) return keep
    const giveBack = await limits.byAddress(request, server)
    return MAILING.test(path) ? keep : giveBack
  }

  async function act(request: Request, server: Server<unknown>): Promise<Response> {
    const giveBack = await limitGuesses(request, server)
    const answer = await (isRead(request) ? accounts.handle(request) : change(request))
    giveBack()
    answer.headers.set('Cache-Control', NO_STORE)
    return answer
  }

  return (request, server) => act(request, server).catch((error) => problem(toFailure(error)))
}
