/** Making an account by one elsewhere. GitHub itself cannot be run here, so its three answers are given by the test. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { PLANS } from '../../src/domain/plan.ts'
import { argon2idPasswords } from '../../src/engines/bun/passwords.ts'
import { type IdentityParts, openAccounts } from '../../src/identity.ts'
import { openLog } from '../../src/log.ts'
import type { Accounts } from '../../src/ports/accounts.ts'
import type { Stores } from '../../src/stores.ts'
import { systemClock, systemRandom } from '../../src/system.ts'
import { ENGINES } from '../support/stores.ts'

const URL_OF_OURS = 'http://localhost:3000'
const usualFetch = globalThis.fetch

interface Persona {
  id: number
  email: string
  verified: boolean
}

/** GitHub as far as a sign-in goes: a token for any code, and whose it is. */
function beGitHub({ id, email, verified }: Persona): void {
  const answers: Record<string, unknown> = {
    '/login/oauth/access_token': { access_token: 'a-token', token_type: 'bearer', scope: 'user:email' },
    '/user': { id, login: `person-${id}`, name: 'Somebody', email, avatar_url: '' },
    '/user/emails': [{ email, primary: true, verified, visibility: null }],
  }
  const answer = async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    if (!/github\.com$/.test(url.hostname)) return usualFetch(input, init)
    return Response.json(answers[url.pathname] ?? {}, { status: url.pathname in answers ? 200 : 404 })
  }
  globalThis.fetch = Object.assign(answer, { preconnect: usualFetch.preconnect })
}

describe.each(Object.entries(ENGINES))('an account elsewhere, on %s', (_, open) => {
  let stores: Stores
  let accounts: Accounts
  let people = 0

  beforeAll(async () => {
    stores = await open()
    const parts: IdentityParts = {
      config: {
        url: URL_OF_OURS,
        plans: PLANS,
        defaultPlan: 'pro',
        providers: { github: { clientId: 'x', clientSecret: 'y' } },
      },
      secret: 'a secret of at least thirty-two characters',
      stores,
      passwords: argon2idPasswords(),
      mailer: { delivers: true, send: () => undefined },
      clock: systemClock,
      random: systemRandom,
      log: await openLog('silent'),
    }
    accounts = openAccounts(parts)
  })
  afterAll(() => stores.close())
  afterEach(() => {
    globalThis.fetch = usualFetch
  })

  const persona = (over: Partial<Persona> = {}): Persona => {
    const id = ++people
    return { id, email: `elsewhere${id}@example.com`, verified: true, ...over }
  }

  const ask = (path: string, init: RequestInit = {}) =>
    accounts.handle(new Request(`${URL_OF_OURS}/api/auth${path}`, init))

  /** Goes to GitHub and back: where it ends, and who is signed in then. */
  async function comeBy(somebody: Persona) {
    beGitHub(somebody)
    const began = await ask('/sign-in/social', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ provider: 'github', callbackURL: '/dashboard', errorCallbackURL: '/login' }),
    })
    const { url } = (await began.json()) as { url: string }
    const state = new URL(url).searchParams.get('state') ?? ''
    const cookie = began.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const ended = await ask(`/callback/github?code=x&state=${encodeURIComponent(state)}`, {
      headers: { cookie },
    })
    const cookies = ended.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const session = await accounts.session(new Headers({ cookie: cookies }))
    return { place: ended.headers.get('location') ?? '', user: session?.user ?? null }
  }

  const invite = (email: string, byOperator = true) =>
    stores.invitations.create(
      {
        id: `inv_${email}`,
        email,
        byOperator,
        createdAt: systemClock.now(),
        expiresAt: systemClock.now() + 60_000,
        acceptedAt: null,
      },
      `hash ${email}`,
    )

  test('joins where sign-up is open, with the usual plan, and comes back as the same user', async () => {
    await stores.settings.setSignUp('open')
    const somebody = persona()
    const first = await comeBy(somebody)
    expect(first).toMatchObject({
      place: '/dashboard',
      user: { email: somebody.email, plan: 'pro', admin: false },
    })
    expect((await comeBy(somebody)).user?.id).toBe(first.user?.id ?? '')
  })

  test('joins by invitation of an operator, which is taken then; uninvited it does not', async () => {
    await stores.settings.setSignUp('invitation')
    const invited = persona()
    await invite(invited.email)
    expect((await comeBy(invited)).user?.email).toBe(invited.email)
    expect(await stores.invitations.isInvited(invited.email, systemClock.now())).toBe(false)
    const asked = persona()
    await invite(asked.email, false)
    for (const stranger of [persona(), asked]) {
      const { place, user } = await comeBy(stranger)
      expect(user).toBeNull()
      expect(place).toStartWith('/login?error=')
      expect(await stores.users.findByEmail(stranger.email)).toBeNull()
    }
  })

  test('with an address that is not confirmed there, nobody joins', async () => {
    await stores.settings.setSignUp('open')
    const somebody = persona({ verified: false })
    await invite(somebody.email)
    expect((await comeBy(somebody)).user).toBeNull()
    expect(await stores.users.findByEmail(somebody.email)).toBeNull()
  })

  test('does not pass a second factor', async () => {
    await stores.settings.setSignUp('open')
    const somebody = persona()
    const { user } = await comeBy(somebody)
    await stores.accountsEngine.db
      .updateTable('users')
      .set({ two_factor_enabled: true })
      .where('id', '=', user?.id ?? '')
      .execute()
    expect((await comeBy(somebody)).user).toBeNull()
  })

  test('signs no disabled user in', async () => {
    const somebody = persona()
    const { user } = await comeBy(somebody)
    await stores.users.change(user?.id ?? '', { disabledAt: systemClock.now() })
    expect((await comeBy(somebody)).user).toBeNull()
  })
})
