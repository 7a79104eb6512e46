/** Who people are: the wiring of accounts, sign-up, keys and what operators do. */
import { version } from '../package.json'
import { deleteAccount, exportAccount, readAccount, rename } from './actions/account.ts'
import { changeUser, disableLink, invite, listAllLinks, listUsers } from './actions/administer.ts'
import { issueKey } from './actions/issue-key.ts'
import { revokeKey } from './actions/manage-keys.ts'
import type { Routes } from './actions/routes.ts'
import { acceptInvitation, findInvitation, mayJoin, requestAccount, setUp } from './actions/sign-up.ts'
import type { Config } from './config/config.ts'
import { accountDoors } from './http/account.ts'
import { adminDoors } from './http/admin.ts'
import type { ApiDoors } from './http/api.ts'
import { authDoor } from './http/auth.ts'
import { keyDoors } from './http/keys.ts'
import type { ProblemResponse } from './http/problem.ts'
import type { RouteTable } from './http/router.ts'
import { signInLimits } from './http/sign-in-limits.ts'
import { signUpDoors } from './http/sign-up.ts'
import { agentReader } from './pipeline/agent.ts'
import type { Accounts } from './ports/accounts.ts'
import type { Clock } from './ports/clock.ts'
import type { Limits } from './ports/limits.ts'
import type { Log } from './ports/log.ts'
import type { Mailer } from './ports/mail.ts'
import type { Passwords } from './ports/passwords.ts'
import type { Stores } from './stores.ts'

export interface IdentityParts {
  config: Pick<Config, 'url' | 'plans' | 'defaultPlan' | 'providers'>
  secret: string
  stores: Stores
  passwords: Passwords
  mailer: Mailer
  clock: Clock
  random: (bytes: number) => Uint8Array
  log: Log
}

/** Loads better-auth, which takes longer to load than everything else together. */
async function loadAccounts(parts: IdentityParts): Promise<Accounts> {
  // Passkeys need it before they are loaded; in the executable an import beside theirs would come too late.
  await import('reflect-metadata')
  const { openAuth } = await import('./engines/better-auth/auth.ts')
  const { betterAuthAccounts } = await import('./engines/better-auth/accounts.ts')
  const { config, secret, stores, passwords, mailer, clock, random, log } = parts
  const { settings, invitations, accountsEngine } = stores
  const auth = openAuth(
    { ...config, secret },
    {
      db: accountsEngine.db,
      kind: accountsEngine.kind,
      passwords,
      random,
      mail: (mail) => mailer.send(mail),
      mayJoin: mayJoin({ settings, invitations, now: clock.now }),
      joined: (email) => invitations.accept(email, clock.now()),
      log: (level, message) => log[level]({}, message),
    },
  )
  return betterAuthAccounts(auth, config.url, accountsEngine.flushed)
}

/** The accounts: sessions, ways to sign in, second factors. A server that only redirects never loads them. */
export function openAccounts(parts: IdentityParts): Accounts {
  let loading: Promise<Accounts> | null = null
  const loaded = () => {
    loading ??= loadAccounts(parts)
    return loading
  }
  return {
    handle: async (request) => (await loaded()).handle(request),
    session: async (headers) => (await loaded()).session(headers),
  }
}

export interface IdentityDoors extends IdentityParts {
  accounts: Accounts
  limits: Limits
  routes: Routes
  doors: ApiDoors
  addressOf: Parameters<typeof signInLimits>[1]
  problem: ProblemResponse
  toFailure: (error: unknown) => Parameters<ProblemResponse>[0]
}

/** What anybody may know of this installation. */
const readSite =
  ({ config, stores, mailer }: IdentityParts) =>
  async () => ({
    url: config.url,
    version,
    sign_up: await stores.settings.signUp(),
    providers: Object.keys(config.providers) as ('github' | 'google')[],
    mail: mailer.delivers,
    needs_owner: !(await stores.users.any()),
  })

/** The part of the route table that is about people. */
export function identityTable(parts: IdentityDoors): RouteTable {
  const { config, secret, stores, passwords, mailer, clock, random, log, accounts, routes, doors } = parts
  const { addressOf, problem, toFailure } = parts
  const { url, plans, defaultPlan } = config
  const { users, sessions, keys, links, clicks, invitations, settings, outbox } = stores
  const making = { users, passwords, clock, random }
  const limits = signInLimits(parts.limits, addressOf)
  const own = { ...stores, passwords, routes, plans, clock }

  const enter = signUpDoors({
    accounts,
    setUp: setUp(making, secret),
    requestAccount: requestAccount({ users, settings, invitations, mailer, clock, random, log, url }),
    accept: acceptInvitation(making, invitations, defaultPlan),
    findInvitation: findInvitation(invitations, clock.now),
    site: readSite(parts),
    limits,
    problem,
    toFailure,
  })
  const auth = authDoor({ accounts, limits, problem, toFailure })
  const account = accountDoors({
    limits,
    read: readAccount(own),
    rename: rename(users),
    remove: deleteAccount(own),
    take: exportAccount(own),
    sessions,
    describe: agentReader(),
    plans,
    clock,
    url,
  })
  const key = keyDoors({
    keys,
    issue: issueKey(keys, clock, random),
    revoke: revokeKey(keys, clock),
    plans,
  })
  const admin = adminDoors({
    listUsers: listUsers(users, clock),
    changeUser: changeUser(users, routes, clock),
    listAllLinks: listAllLinks(links, clicks),
    disableLink: disableLink(links, routes, clock),
    invite: invite({ invitations, users, mailer, clock, random, url }),
    invitations,
    settings,
    mails: outbox,
    clock,
    url,
  })
  const { open, signedIn, operator } = doors

  return {
    '/api/site': { GET: enter.site },
    '/api/setup': { POST: enter.setUp },
    '/api/sign-up': { POST: enter.signUp },
    '/api/invitations/:token': { GET: enter.invitation, POST: enter.accept },
    '/api/auth/*': { GET: auth, POST: auth },
    '/api/account': {
      GET: open(account.show),
      PATCH: signedIn(account.change),
      DELETE: signedIn(account.end),
    },
    '/api/account/export': { GET: signedIn(account.download) },
    '/api/account/qr': { POST: signedIn(account.qr) },
    '/api/account/sessions': {
      GET: signedIn(account.listSessions),
      DELETE: signedIn(account.endOthers),
    },
    '/api/account/sessions/:id': { DELETE: signedIn(account.endSession) },
    '/api/keys': { GET: signedIn(key.list), POST: signedIn(key.create) },
    '/api/keys/:id': { DELETE: signedIn(key.remove) },
    '/api/admin/users': { GET: operator(admin.users) },
    '/api/admin/users/:id': { PATCH: operator(admin.changeOne) },
    '/api/admin/links': { GET: operator(admin.links) },
    '/api/admin/links/:id': { PATCH: operator(admin.changeLink) },
    '/api/admin/settings': { GET: operator(admin.readSettings), PATCH: operator(admin.changeSettings) },
    '/api/admin/invitations': {
      GET: operator(admin.listInvitations),
      POST: operator(admin.inviteOne),
    },
    '/api/admin/invitations/:id': { DELETE: operator(admin.withdraw) },
    '/api/admin/outbox': { GET: operator(admin.outbox) },
  }
}
