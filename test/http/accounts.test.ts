import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { PlanName } from '../../src/domain/plan.ts'
import { newPostgresDatabase } from '../support/postgres.ts'
import { eventually, fluxly, startServer, type TestServer } from '../support/server.ts'
import {
  codeOf,
  MANY_NETWORKS,
  mailedLink,
  owner,
  ownerTokenOf,
  PASSWORD,
  Session,
} from '../support/session.ts'

const ENGINES: Record<string, () => Promise<Record<string, string>>> = {
  SQLite: async () => ({}),
  PostgreSQL: async () => ({ DATABASE_URL: await newPostgresDatabase() }),
}

describe.each(Object.entries(ENGINES))('accounts on %s', (_, settings) => {
  let server: TestServer
  let boss: Session
  let people = 0

  beforeAll(async () => {
    server = await startServer({ ...MANY_NETWORKS, ...(await settings()) })
    await eventually(async () => ownerTokenOf(server) || null)
  })
  afterAll(() => server.end())

  /** Somebody with an account of their own, signed in. */
  async function somebody(plan: PlanName = 'full_stack') {
    const user = await server.user(`person${++people}@example.com`, plan)
    const session = new Session(server)
    await session.signIn(user.email)
    return { ...user, session }
  }

  const code = async (answer: Response) => ((await answer.json()) as { code: string }).code
  const problem = async (session: Session, method: string, path: string, body?: unknown) => {
    const answer = await session.send(method, path, body)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    return `${answer.status} ${await code(answer)}`
  }

  test('the link of the first start makes one owner, however often it is used at once', async () => {
    const token = ownerTokenOf(server)
    const wrong = await new Session(server).send('POST', '/api/setup', {
      token: 'x'.repeat(token.length),
      email: 'thief@example.com',
      password: PASSWORD,
    })
    expect(await code(wrong)).toBe('setup_refused')
    const sessions = Array.from({ length: 6 }, () => new Session(server))
    const answers = await Promise.all(
      sessions.map((session, n) =>
        session.send('POST', '/api/setup', { token, email: `owner${n}@example.com`, password: PASSWORD }),
      ),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 403, 403, 403, 403, 403])
    boss = sessions[answers.findIndex((answer) => answer.status === 201)] as Session
    expect(await boss.ask(200, 'GET', '/api/account')).toMatchObject({ admin: true, plan: 'full_stack' })
    expect(await boss.ask(200, 'GET', '/api/site')).toMatchObject({ needs_owner: false })
  })

  test('somebody made on the command line signs in with their password, and their key works', async () => {
    const email = 'terminal@example.com'
    const made = await fluxly(['user', 'create', '--email', email, '--plan', 'full_stack'], {
      ...server.env,
      FLUXLY_PASSWORD: PASSWORD,
    })
    const key = await server.command('key', 'create', '--email', email, '--name', 'first')
    const session = new Session(server)
    await session.signIn(email)
    const account = await session.ask<{ user_id: string }>(200, 'GET', '/api/account')
    expect([made.code, key.code, made.out]).toEqual([0, 0, account.user_id])
    expect((await server.api(key.out, 'GET', '/api/account')).status).toBe(200)
  })

  test('a session stands in place of a key, without the API in the plan', async () => {
    const { session, key } = await somebody('free')
    const link = await session.ask<{ link_id: string }>(201, 'POST', '/api/links', {
      target_url: 'https://example.com/',
    })
    expect(await session.ask(200, 'GET', '/api/links')).toMatchObject([{ link_id: link.link_id }])
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(402)
  })

  test('a request that changes something counts only where it comes from a page of this server', async () => {
    const { session } = await somebody()
    const body = { target_url: 'https://example.com/' }
    const from = (headers: Record<string, string>) => session.send('POST', '/api/links', body, headers)
    const answers = await Promise.all([
      from({ Origin: 'https://evil.example' }),
      from({ Origin: '' }),
      from({ Origin: 'null' }),
      from({ 'Sec-Fetch-Site': 'cross-site' }),
      from({ 'Sec-Fetch-Site': 'same-site' }),
      from({ 'Sec-Fetch-Site': 'none' }),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403, 403])
    expect(await code(answers[0] as Response)).toBe('cross_site')
    expect((await from({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(201)
    expect(await session.ask<unknown[]>(200, 'GET', '/api/links')).toHaveLength(1)
  })

  test('signing in, resetting and signing out are refused from another site too', async () => {
    const { session, email } = await somebody()
    const evil = { Origin: 'https://evil.example' }
    for (const path of [
      '/api/auth/sign-out',
      '/api/auth/sign-in/email',
      '/api/auth/request-password-reset',
      '/api/sign-up',
      '/api/setup',
    ])
      expect((await session.send('POST', path, { email, password: PASSWORD }, evil)).status).toBe(403)
    await session.ask(200, 'GET', '/api/account')
  })

  test('the session cookie is out of the reach of scripts and of other sites', async () => {
    const { email } = await somebody()
    const answer = await new Session(server).send('POST', '/api/auth/sign-in/email', {
      email,
      password: PASSWORD,
    })
    const cookie = answer.headers.getSetCookie().find((line) => line.includes('session_token')) ?? ''
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Lax')
    expect(await answer.text()).not.toContain(cookie.split('=')[1]?.split('.')[0] ?? '?')
  })

  test('a key is made in the account, shown once, works, and is revoked', async () => {
    const { session } = await somebody()
    const made = await session.ask<{ key: string; key_id: string; start: string }>(201, 'POST', '/api/keys', {
      name: 'laptop',
    })
    expect(made.key).toStartWith(made.start)
    expect((await server.api(made.key, 'GET', '/api/links')).status).toBe(200)
    const list = await session.ask<{ key_id: string; name: string; last_used_at: string }[]>(
      200,
      'GET',
      '/api/keys',
    )
    expect(list[0]).toMatchObject({ key_id: made.key_id, name: 'laptop', revoked_at: null })
    expect(list[0]?.last_used_at).toBeTruthy()
    expect(JSON.stringify(list)).not.toContain(made.key)
    const stranger = await somebody()
    expect(await problem(stranger.session, 'DELETE', `/api/keys/${made.key_id}`)).toBe('404 not_found')
    await session.ask(204, 'DELETE', `/api/keys/${made.key_id}`)
    expect((await server.api(made.key, 'GET', '/api/links')).status).toBe(401)
    expect(await problem(session, 'POST', '/api/keys', { name: ' ' })).toBe('422 invalid_fields')
  })

  test('below Full Stack no key is made, and the answer names the plan that has them', async () => {
    const { session } = await somebody('pro')
    const answer = await session.send('POST', '/api/keys', { name: 'laptop' })
    expect(answer.status).toBe(402)
    expect(await answer.json()).toMatchObject({
      code: 'plan_required',
      feature: 'api',
      required_plan: 'full_stack',
    })
  })

  test('keys reach links and statistics, never accounts, keys or users', async () => {
    const { key } = await somebody()
    for (const [method, path] of [
      ['GET', '/api/keys'],
      ['POST', '/api/keys'],
      ['GET', '/api/account/sessions'],
      ['GET', '/api/account/export'],
      ['PATCH', '/api/account'],
      ['DELETE', '/api/account'],
      ['GET', '/api/admin/users'],
      ['PATCH', '/api/admin/settings'],
    ] as const)
      expect((await server.api(key, method, path, method === 'GET' ? undefined : {})).status).toBe(403)
    expect((await server.api(key, 'GET', '/api/account')).status).toBe(200)
  })

  test('a wrong password and an unknown address are answered alike, and tries are limited', async () => {
    const { email } = await somebody()
    const session = new Session(server)
    const answer = async (address: string) => {
      const refused = await session.send('POST', '/api/auth/sign-in/email', {
        email: address,
        password: 'not the password',
      })
      return { status: refused.status, body: await refused.text() }
    }
    expect(await answer(email)).toEqual(await answer('nobody@example.com'))
    for (let tries = 1; tries < 10; tries++) await answer(email)
    expect(await answer(email)).toMatchObject({ status: 429 })
    const right = await session.send('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
    expect(right.status).toBe(429)
    expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
    await new Session(server).signIn(email)
  })

  test('the password asked for when an account is deleted cannot be searched', async () => {
    const { session } = await somebody()
    const end = (password: string) => session.send('DELETE', '/api/account', { password })
    for (let tries = 0; tries < 10; tries++) expect((await end('not mine')).status).toBe(403)
    expect((await end(PASSWORD)).status).toBe(429)
    await session.ask(200, 'GET', '/api/account')
  })

  test('another site cannot use up the tries of its visitors', async () => {
    const session = new Session(server)
    const image = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'image', Origin: '' }
    for (let n = 0; n < 60; n++)
      await session.send('GET', '/api/auth/passkey/generate-authenticate-options', undefined, image)
    for (let n = 0; n < 60; n++)
      await session.send('POST', '/api/auth/sign-in/email', {}, { Origin: 'https://evil.example' })
    expect(
      (await session.send('POST', '/api/auth/sign-in/email', { email: 'x@example.com', password: 'y' }))
        .status,
    ).toBe(401)
  })

  test('sessions are listed without addresses, and ended at once', async () => {
    const { session, email } = await somebody()
    const phone = new Session(server)
    await phone.signIn(email)
    const list = await session.ask<{ session_id: string; current: boolean; browser: string }[]>(
      200,
      'GET',
      '/api/account/sessions',
    )
    expect(list).toHaveLength(2)
    expect(list.filter(({ current }) => current)).toHaveLength(1)
    expect(list[0]?.browser).toBe('Firefox')
    expect(JSON.stringify(list)).not.toContain('127.0.0.1')
    const other = list.find(({ current }) => !current)?.session_id
    await session.ask(204, 'DELETE', `/api/account/sessions/${other}`)
    expect((await phone.send('GET', '/api/account')).status).toBe(401)
    await phone.signIn(email)
    await session.ask(204, 'DELETE', '/api/account/sessions')
    expect((await phone.send('GET', '/api/account')).status).toBe(401)
    await session.ask(200, 'GET', '/api/account')
    await session.ask(200, 'POST', '/api/auth/sign-out', {})
    expect((await session.send('GET', '/api/account')).status).toBe(401)
  })

  test('a forgotten password is replaced by a mailed link, once, and every session ends', async () => {
    const { session, email } = await somebody()
    const ask = (address: string) =>
      new Session(server).ask(200, 'POST', '/api/auth/request-password-reset', { email: address })
    expect(await ask('nobody@example.com')).toEqual(await ask(email))
    const link = await eventually(async () => mailedLink(server, email))
    expect(mailedLink(server, 'nobody@example.com')).toBeNull()
    const token = link.searchParams.get('token')
    await new Session(server).ask(200, 'POST', '/api/auth/reset-password', {
      token,
      newPassword: 'another long password',
    })
    expect((await session.send('GET', '/api/account')).status).toBe(401)
    await new Session(server).signIn(email, 'another long password')
    const again = await new Session(server).send('POST', '/api/auth/reset-password', {
      token,
      newPassword: 'a third password',
    })
    expect(again.status).toBe(400)
    const old = await new Session(server).send('POST', '/api/auth/sign-in/email', {
      email,
      password: PASSWORD,
    })
    expect(old.status).toBe(401)
  })

  test('at most three mails an hour go to one address, and nobody can tell', async () => {
    const { email } = await somebody()
    const ask = () => new Session(server).ask(200, 'POST', '/api/auth/request-password-reset', { email })
    for (let n = 0; n < 5; n++) await ask()
    const mails = () => server.log.split('\n').filter((line) => line.includes(`"to":"${email}"`)).length
    await eventually(async () => (mails() === 3 ? true : null))
    await ask()
    expect(mails()).toBe(3)
  })

  test('with two factors a password alone signs nobody in; a code or a recovery code does', async () => {
    const { session, email } = await somebody()
    const { totpURI, backupCodes } = await session.ask<{ totpURI: string; backupCodes: string[] }>(
      200,
      'POST',
      '/api/auth/two-factor/enable',
      { password: PASSWORD },
    )
    expect(await session.ask(200, 'GET', '/api/account')).toMatchObject({ two_factor: false })
    await session.ask(200, 'POST', '/api/auth/two-factor/verify-totp', { code: await codeOf(totpURI) })
    expect(await session.ask(200, 'GET', '/api/account')).toMatchObject({ two_factor: true })

    const phone = new Session(server)
    expect(await phone.signIn(email)).toMatchObject({ twoFactorRedirect: true })
    expect((await phone.send('GET', '/api/account')).status).toBe(401)
    expect(await problem(phone, 'POST', '/api/auth/two-factor/verify-totp', { code: '000000' })).toBe(
      '401 sign_in_failed',
    )
    await phone.ask(200, 'POST', '/api/auth/two-factor/verify-totp', { code: await codeOf(totpURI) })
    await phone.ask(200, 'GET', '/api/account')

    const tablet = new Session(server)
    await tablet.signIn(email)
    await tablet.ask(200, 'POST', '/api/auth/two-factor/verify-backup-code', { code: backupCodes[0] })
    await tablet.ask(200, 'GET', '/api/account')
    const thief = new Session(server)
    await thief.signIn(email)
    expect(
      (await thief.send('POST', '/api/auth/two-factor/verify-backup-code', { code: backupCodes[0] })).status,
    ).toBe(401)
    await session.ask(200, 'POST', '/api/auth/two-factor/disable', { password: PASSWORD })
    expect(await new Session(server).signIn(email)).toMatchObject({ redirect: false })
  })

  const invitationOf = (link: URL) => `/api/invitations/${link.searchParams.get('token')}`

  test('sign-up is by invitation until the owner opens it, and then proves addresses by mail', async () => {
    const email = 'new@example.com'
    const ask = () => new Session(server).ask(202, 'POST', '/api/sign-up', { email })
    expect(await problem(new Session(server), 'POST', '/api/sign-up', { email })).toBe('403 sign_up_closed')
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'open' })
    const first = await ask()
    expect(first).toEqual({ confirm: true })
    const link = await eventually(async () => mailedLink(server, email))
    const session = new Session(server)
    expect(await session.ask(200, 'GET', invitationOf(link))).toEqual({ email })
    await session.ask(201, 'POST', invitationOf(link), { password: PASSWORD, name: 'New' })
    const account = { email, name: 'New', email_verified: true, admin: false }
    expect(await session.ask(200, 'GET', '/api/account')).toMatchObject(account)
    expect(await boss.ask<unknown[]>(200, 'GET', '/api/admin/invitations')).toEqual([])

    expect(await ask()).toEqual(first)
    await eventually(async () => (mailedLink(server, email)?.pathname === '/login' ? true : null))
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'invitation' })
  })

  test('who asks for an account with another’s address gains nothing when its owner opens the link', async () => {
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'open' })
    const wish = { email: 'victim@example.com', password: 'the password of a thief' }
    expect(await problem(new Session(server), 'POST', '/api/sign-up', wish)).toBe('422 invalid_fields')
    await new Session(server).ask(202, 'POST', '/api/sign-up', { email: wish.email })
    const link = await eventually(async () => mailedLink(server, wish.email))
    await new Session(server).ask(201, 'POST', invitationOf(link), { password: PASSWORD })
    expect(await problem(new Session(server), 'POST', '/api/auth/sign-in/email', wish)).toBe(
      '401 sign_in_failed',
    )
    await boss.ask(200, 'PATCH', '/api/admin/settings', { sign_up: 'invitation' })
  })

  test('an invitation makes one account for its address, however many take it at once', async () => {
    const invitation = await boss.ask<{ invite_url: string }>(201, 'POST', '/api/admin/invitations', {
      email: 'Bob@example.com',
    })
    const path = invitationOf(new URL(invitation.invite_url))
    expect(await new Session(server).ask(200, 'GET', path)).toEqual({ email: 'bob@example.com' })
    expect(await problem(new Session(server), 'POST', path, { password: 'short' })).toBe('422 invalid_fields')
    const bobs = [1, 2, 3].map(() => new Session(server))
    const answers = await Promise.all(bobs.map((bob) => bob.send('POST', path, { password: PASSWORD })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401])
    const bob = bobs[answers.findIndex(({ status }) => status === 201)] as Session
    expect(await bob.ask(200, 'GET', '/api/account')).toMatchObject({
      email: 'bob@example.com',
      email_verified: true,
    })
    expect(await problem(new Session(server), 'GET', path)).toBe('404 not_found')
    const list = await boss.ask<{ accepted_at: string | null }[]>(200, 'GET', '/api/admin/invitations')
    expect(list[0]?.accepted_at).not.toBeNull()
    const other = await boss.ask<{ invitation_id: string }>(201, 'POST', '/api/admin/invitations', {
      email: 'carol@example.com',
    })
    await boss.ask(204, 'DELETE', `/api/admin/invitations/${other.invitation_id}`)
    expect(await problem(boss, 'DELETE', `/api/admin/invitations/${other.invitation_id}`)).toBe(
      '404 not_found',
    )
  })

  test('an operator sees users, gives plans, and disables somebody at once', async () => {
    const { session, id, key, email } = await somebody('free')
    expect(await problem(session, 'GET', '/api/admin/users')).toBe('403 forbidden')
    expect(await problem(session, 'PATCH', `/api/admin/users/${id}`, { plan: 'full_stack' })).toBe(
      '403 forbidden',
    )
    const found = await boss.ask<{ user_id: string; plan: string }[]>(
      200,
      'GET',
      `/api/admin/users?search=${email.toUpperCase()}`,
    )
    expect(found).toMatchObject([{ user_id: id, plan: 'free', disabled: false }])
    await boss.ask(200, 'PATCH', `/api/admin/users/${id}`, { plan: 'full_stack' })
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(200)
    await boss.ask(200, 'PATCH', `/api/admin/users/${id}`, { disabled: true })
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(401)
    expect((await session.send('GET', '/api/account')).status).toBe(401)
    expect(
      await problem(new Session(server), 'POST', '/api/auth/sign-in/email', { email, password: PASSWORD }),
    ).toBe('403 forbidden')
    await boss.ask(200, 'PATCH', `/api/admin/users/${id}`, { disabled: false })
    await new Session(server).signIn(email)
    const self = (await boss.ask<{ user_id: string }>(200, 'GET', '/api/account')).user_id
    expect(await problem(boss, 'PATCH', `/api/admin/users/${self}`, { admin: false })).toBe(
      '422 invalid_fields',
    )
    expect(await problem(boss, 'PATCH', `/api/admin/users/${self}`, { disabled: true })).toBe(
      '422 invalid_fields',
    )
    expect(await problem(boss, 'PATCH', `/api/admin/users/${id}`, {})).toBe('422 invalid_fields')
    expect(await problem(boss, 'PATCH', '/api/admin/users/usr_nobody', { plan: 'pro' })).toBe('404 not_found')
  })

  test('users come in pages, newest first, each once', async () => {
    for (let n = 0; n < 5; n++) await somebody()
    const seen: string[] = []
    let path = '/api/admin/users?limit=3'
    for (let pages = 0; pages < 30; pages++) {
      const answer = await boss.send('GET', path)
      seen.push(...((await answer.json()) as { user_id: string }[]).map(({ user_id }) => user_id))
      const next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
      if (!next) break
      path = next.slice(server.url.length)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength((await boss.ask<unknown[]>(200, 'GET', '/api/admin/users?limit=100')).length)
  })

  test('an account is taken along as one document, without secrets', async () => {
    const { session, key } = await somebody()
    await session.ask(201, 'POST', '/api/links', {
      target_url: 'https://example.com/mine',
      password: 'secret of mine',
    })
    const answer = await session.send('GET', '/api/account/export')
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({
      links: [{ target_url: 'https://example.com/mine' }],
      keys: [{ name: 'test' }],
    })
    expect(text).not.toContain(key)
    expect(text).not.toContain('argon2')
  })

  test('a deleted account is gone: links, keys, sessions, address', async () => {
    const { session, key, email } = await somebody()
    const link = await session.ask<{ slug: string }>(201, 'POST', '/api/links', {
      target_url: 'https://example.com/',
    })
    expect((await server.visit(link.slug)).status).toBe(302)
    expect(await problem(session, 'DELETE', '/api/account', { password: 'not mine' })).toBe(
      '403 wrong_password',
    )
    await session.ask(204, 'DELETE', '/api/account', { password: PASSWORD })
    expect((await server.visit(link.slug)).status).toBe(404)
    expect((await session.send('GET', '/api/account')).status).toBe(401)
    expect((await server.api(key, 'GET', '/api/links')).status).toBe(401)
    expect(await boss.ask<unknown[]>(200, 'GET', `/api/admin/users?search=${email}`)).toEqual([])
    expect((await server.command('user', 'create', '--email', email)).code).not.toBe(0)
    const again = await server.user(email)
    expect(
      (
        await server.api(again.key, 'POST', '/api/links', {
          target_url: 'https://example.com/',
          custom_slug: link.slug,
        })
      ).status,
    ).toBe(409)
  })

  test('what is hostile is refused in words', async () => {
    const { session } = await somebody()
    for (const [path, body] of [
      ['/api/auth/sign-in/email', []],
      ['/api/auth/sign-in/email', { email: { $gt: '' }, password: [] }],
      ['/api/auth/sign-in/email', { email: 'a\u0000@b.c', password: 'x' }],
      ['/api/auth/two-factor/verify-totp', { code: 7 }],
      ['/api/auth/reset-password', { token: {}, newPassword: 'long enough' }],
      ['/api/auth/change-password', { currentPassword: 1 }],
      ['/api/auth/request-password-reset', { email: 'x'.repeat(5000) }],
      ['/api/auth/passkey/verify-registration', { response: 'x' }],
      ['/api/auth/passkey/verify-authentication', { response: {} }],
      ['/api/auth/sign-in/social', { provider: 'nobody' }],
      ['/api/auth/sign-up/email', { email: 'a@b.c', password: PASSWORD, name: 'x' }],
      ['/api/auth/get-session', {}],
      ['/api/auth/../keys', {}],
      ['/api/auth/delete-user', {}],
      ['/api/auth/update-user', { plan: 'full_stack' }],
      ['/api/sign-up', { email: 'not an address' }],
      ['/api/sign-up', { email: 'a@example.com', admin: true }],
      ['/api/auth/sign-in/email', { email: 'owner@example.com', password: '' }],
      ['/api/auth/sign-in/email', { email: 'nobody@example.com', password: '' }],
      ['/api/auth/verify-email', { token: 'x', callbackURL: '/..//evil.example' }],
      ['/api/auth/sign-in/social', { provider: 'github', callbackURL: '/..//evil.example' }],
      ['/api/setup', { token: 1 }],
      ['/api/keys', { name: 'x'.repeat(101) }],
      ['/api/account/qr', { text: 5 }],
      ['/api/account/qr', { text: '' }],
      ['/api/account/qr', { text: '漢'.repeat(1000) }],
    ] as const) {
      const answer = await session.send('POST', path, body)
      expect([path, answer.status, answer.status >= 400 && answer.status < 500]).toEqual([
        path,
        answer.status,
        true,
      ])
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
  })
})

test('the owner whom the link makes is signed in', async () => {
  const server = await startServer()
  await eventually(async () => ownerTokenOf(server) || null)
  const session = await owner(server)
  expect(await session.ask(200, 'GET', '/api/account')).toMatchObject({
    email: 'owner@example.com',
    admin: true,
  })
  expect(await session.ask<unknown>(200, 'GET', '/api/account/sessions')).toMatchObject([
    { current: true, browser: 'Firefox', os: 'Linux' },
  ])
  await server.end()
})
