/** better-auth on our own tables: which ways to sign in there are, and how each is held to our rules. */
import { passkey } from '@better-auth/passkey'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { CamelCasePlugin, type Kysely } from 'kysely'
import { type IdPrefix, newId } from '../../domain/key.ts'
import type { PlanName } from '../../domain/plan.ts'
import type { RandomBytes } from '../../domain/random.ts'
import type { Mail, Passwords } from '../../ports.ts'

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
  log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void
}

export const AUTH_PATH = '/api/auth'
const MINUTE = 60
const DAY = 24 * 60 * MINUTE

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
})

const confirmMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Confirm your address for Fluxly',
  text: 'Open this link to confirm your address and to sign in; it works for a day:',
  link,
})

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
  const { db, kind, passwords, random, mail, mayJoin, log } = parts
  return betterAuth({
    ...ordinary,
    baseURL: url,
    basePath: AUTH_PATH,
    secret,
    database: { db: db.withPlugin(new CamelCasePlugin()), type: kind, transaction: true },
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
      requireEmailVerification: true,
      minPasswordLength: 8,
      maxPasswordLength: 256,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 30 * MINUTE,
      password: {
        hash: passwords.hash,
        verify: ({ hash, password }) => passwords.verify(password, hash),
      },
      sendResetPassword: async ({ user, token }) =>
        mail(resetMail(user.email, `${url}/reset?token=${token}`)),
    },
    emailVerification: {
      autoSignInAfterVerification: true,
      expiresIn: DAY,
      sendVerificationEmail: async ({ user, token }) =>
        mail(
          confirmMail(
            user.email,
            `${url}${AUTH_PATH}/verify-email?token=${token}&callbackURL=${encodeURIComponent('/dashboard')}`,
          ),
        ),
    },
    databaseHooks: {
      user: {
        create: {
          async before(user) {
            if (await mayJoin(user.email)) return
            throw new APIError('FORBIDDEN', { code: 'SIGN_UP_CLOSED', message: 'Sign-up is not open here.' })
          },
        },
      },
      session: {
        create: {
          async before(session, context) {
            const user = await context?.context.internalAdapter.findUserById(session.userId)
            if ((user as { disabledAt?: number | null } | null)?.disabledAt == null) return
            throw new APIError('FORBIDDEN', {
              code: 'USER_DISABLED',
              message: 'This account has been disabled by the operator of this server.',
            })
          },
        },
      },
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
