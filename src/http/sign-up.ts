/** Doors that nobody has to be signed in for: what this installation is, making an account. */
import type { Server } from 'bun'
import type { acceptInvitation, findInvitation, requestAccount, setUp } from '../actions/sign-up.ts'
import { acceptRequest, type SiteAnswer, setUpRequest, signUpRequest } from '../contract/account.ts'
import type { Accounts } from '../ports/accounts.ts'
import { type Handler, hasSession, jsonAnswer } from './api.ts'
import { readJson } from './body.ts'
import { NO_STORE, type ProblemResponse } from './problem.ts'
import { requireSameOrigin } from './same-origin.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { requireNoQuery, validate } from './validate.ts'

export interface SignUpDoors {
  accounts: Accounts
  setUp: ReturnType<typeof setUp>
  requestAccount: ReturnType<typeof requestAccount>
  accept: ReturnType<typeof acceptInvitation>
  findInvitation: ReturnType<typeof findInvitation>
  site: () => Promise<Omit<SiteAnswer, 'signed_in'>>
  limits: SignInLimits
  problem: ProblemResponse
  toFailure: (error: unknown) => Parameters<ProblemResponse>[0]
}

/** Makes the doors. */
export function signUpDoors(parts: SignUpDoors) {
  const { accounts, setUp, requestAccount, accept, findInvitation, site, limits, problem, toFailure } = parts

  const door =
    (action: (request: Parameters<Handler>[0], server: Server<unknown>) => Promise<Response>): Handler =>
    (request, server) =>
      action(request, server).catch((error) => problem(toFailure(error)))

  /** An answer to who has just made an account: with the cookies of a session. */
  async function signedIn(
    request: Request,
    credentials: { email: string; password: string },
  ): Promise<Response> {
    const answer = await accounts.handle(
      new Request('http://fluxly/api/auth/sign-in/email', {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': request.headers.get('user-agent') ?? '',
        },
        body: JSON.stringify({ email: credentials.email, password: credentials.password }),
      }),
    )
    const headers = new Headers({ 'Content-Type': 'application/json', 'Cache-Control': NO_STORE })
    for (const cookie of answer.headers.getSetCookie()) headers.append('Set-Cookie', cookie)
    return new Response(JSON.stringify({ confirm: false }), { status: 201, headers })
  }

  return {
    site: door(async (request) => {
      const signed_in = hasSession(request) && (await accounts.session(request.headers)) !== null
      return jsonAnswer(200, { ...(await site()), signed_in })
    }),

    setUp: door(async (request, server) => {
      requireSameOrigin(request)
      await limits.byAddress(request, server)
      const { token, ...wish } = validate(setUpRequest, await readJson(request))
      await setUp(token, wish)
      return signedIn(request, wish)
    }),

    signUp: door(async (request, server) => {
      requireSameOrigin(request)
      requireNoQuery(request.url)
      await limits.byAddress(request, server)
      const { email } = validate(signUpRequest, await readJson(request))
      // Beyond the limit nothing is sent, and nothing is said.
      if (await limits.mayMail(email)) await requestAccount(email)
      return jsonAnswer(202, { confirm: true })
    }),

    invitation: door(async (request, server) => {
      const giveBack = await limits.byAddress(request, server)
      const { email } = await findInvitation(request.params.token ?? '')
      giveBack()
      return jsonAnswer(200, { email })
    }),

    accept: door(async (request, server) => {
      requireSameOrigin(request)
      const giveBack = await limits.byAddress(request, server)
      const wish = validate(acceptRequest, await readJson(request))
      const { email } = await accept(request.params.token ?? '', wish)
      giveBack()
      return signedIn(request, { email, password: wish.password })
    }),
  }
}
