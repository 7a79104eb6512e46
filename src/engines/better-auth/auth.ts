/** better-auth on our own tables: which ways to sign in there are, and how each is held to our rules. */
import { passkey } from '@better-auth/passkey'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { CamelCasePlugin, type Kysely } from 'kysely'
import { type IdPrefix, newId } from '../../domain/key.ts'
import type { PlanName } from '../../domain/plan.ts'
import type { RandomBytes } from '../../domain/random.ts'
import type { Mail } from '../../ports/mail.ts'
import type { Passwords } from '../../ports/passwords.ts'

/** An application registered with someone else, by which people can sign in. */
export interface Provider {
  clientId: string
  clientSecret: string
}

export interface AuthSettings {
  url: string
  secret: string
  defaultPlan: PlanName
  providers: { github?: Provider; google?: Provider }
}

export interface AuthParts {
  // biome-ignore lint/suspicious/noExplicitAny: better-auth reads the tables by names of its own
  db: Kysely<any>
  kind: 'sqlite' | 'postgres'
  passwords: Passwords
  random: RandomBytes
  mail: (mail: Mail) => void
  /** Whether somebody with this address may make an account by signing in elsewhere. */
  mayJoin: (email: string) => Promise<boolean>
  /** Hears of somebody who did. */
  joined: (email: string) => Promise<void>
  log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void
}

export const AUTH_PATH = '/api/auth'
const MINUTE = 60
const DAY = 24 * 60 * MINUTE
const RESET_LASTS = 30 * MINUTE

const PREFIXES: Record<string, IdPrefix> = {
  user: 'usr',
  session: 'ses',
  account: 'acc',
  verification: 'ver',
  twoFactor: 'tfa',
  passkey: 'psk',
}

const resetMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Choose a new password for Fluxly',
  text: 'Somebody, most likely you, asked for a new password. This link lets you choose one; it works once, for 30 minutes:',
  link,
  lasts: RESET_LASTS * 1000,
})

/** An API error of better-auth's kind; its code becomes one of ours where accounts.ts has a word for it. */
const refused = (code: string, message: string) => new APIError('FORBIDDEN', { code, message })

/** Who comes by an account elsewhere: only with an address that is proven there, and only where sign-up lets them. */
const joining = ({ mayJoin, joined }: Pick<AuthParts, 'mayJoin' | 'joined'>) => ({
  async before(user: { email: string; emailVerified: boolean }) {
    if (!user.emailVerified)
      throw refused('EMAIL_NOT_PROVEN', 'The address of that account is not confirmed there.')
    if (!(await mayJoin(user.email))) throw refused('SIGN_UP_CLOSED', 'Sign-up is not open here.')
  },
  after: (user: { email: string }) => joined(user.email),
})

type Persona = { disabledAt?: number | null; twoFactorEnabled?: boolean | null } | null

/** The part of a request's context that says who signs in and by which way. */
interface SignInContext {
  path?: string | undefined
  context: { internalAdapter: { findUserById(id: string): Promise<unknown> } }
}

/** Nobody signs in who is disabled; a second factor is not passed by an account elsewhere, which may have none. */
async function admit(session: { userId: string }, context: SignInContext | null | undefined): Promise<void> {
  const user = (await context?.context.internalAdapter.findUserById(session.userId)) as Persona | undefined
  if (user?.disabledAt != null)
    throw refused('USER_DISABLED', 'This account has been disabled by the operator of this server.')
  if (user?.twoFactorEnabled && context?.path?.startsWith('/callback'))
    throw refused(
      'SECOND_FACTOR',
      'This account has a second factor: sign in with your password or a passkey.',
    )
}

/** Sessions and mails: their lengths of time, and nothing kept about where people are. */
const ordinary = {
  session: { modelName: 'sessions', expiresIn: 30 * DAY, updateAge: DAY, freshAge: 10 * MINUTE },
  account: { modelName: 'accounts', accountLinking: { enabled: true }, encryptOAuthTokens: true },
  verification: { modelName: 'verifications', storeIdentifier: 'hashed' },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
} satisfies BetterAuthOptions

function plugins({ url }: AuthSettings) {
  const { hostname, origin } = new URL(url)
  return [
    twoFactor({ issuer: `Fluxly (${hostname})`, schema: { twoFactor: { modelName: 'twoFactors' } } }),
    passkey({
      rpID: hostname,
      rpName: 'Fluxly',
      origin,
      schema: { passkey: { modelName: 'passkeys', fields: { credentialID: 'credentialId' } } },
    }),
  ]
}

/** better-auth, set up. */
export function openAuth(settings: AuthSettings, parts: AuthParts) {
  const { url, secret, defaultPlan, providers } = settings
  const { db, kind, passwords, random, mail, log } = parts
  return betterAuth({
    ...ordinary,
    baseURL: url,
    basePath: AUTH_PATH,
    secret,
    // Without transactions: SQLite has one connection, and a hook that asks the stores would wait for the one it is in.
    database: { db: db.withPlugin(new CamelCasePlugin()), type: kind, transaction: false },
    trustedOrigins: [new URL(url).origin],
    plugins: plugins(settings),
    socialProviders: providers,
    user: {
      modelName: 'users',
      additionalFields: {
        plan: { type: 'string', input: false, defaultValue: defaultPlan },
        admin: { type: 'number', input: false, defaultValue: 0 },
        disabledAt: { type: 'number', input: false, required: false },
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 256,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: RESET_LASTS,
      password: {
        hash: passwords.hash,
        verify: ({ hash, password }) => passwords.verify(password, hash),
      },
      sendResetPassword: async ({ user, token }) =>
        mail(resetMail(user.email, `${url}/reset?token=${token}`)),
    },
    databaseHooks: {
      user: { create: joining(parts) },
      session: { create: { before: admit } },
    },
    advanced: {
      cookiePrefix: 'fluxly',
      useSecureCookies: url.startsWith('https:'),
      ipAddress: { disableIpTracking: true },
      database: { generateId: ({ model }) => newId(PREFIXES[model] ?? 'ver', random) },
    },
    logger: { level: 'error', disableColors: true, log: (level, message) => log(level, message) },
    onAPIError: { errorURL: '/login' },
  })
}

export type Auth = ReturnType<typeof openAuth>
