import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eventually, startServer, type TestServer } from '../support/server.ts'
import { owner, Session } from '../support/session.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ GITHUB_CLIENT_ID: 'the-client', GITHUB_CLIENT_SECRET: 'the-secret' })
  await eventually(async () => (server.log.includes('/setup?token=') ? true : null))
  await owner(server)
})
afterAll(() => server.end())

const signIn = (body: object) =>
  new Session(server).send('POST', '/api/auth/sign-in/social', { provider: 'github', ...body })

test('the sites that people can sign in with are those that are set up', async () => {
  const stranger = new Session(server)
  expect(await stranger.ask(200, 'GET', '/api/site')).toMatchObject({ providers: ['github'] })
  const google = await stranger.send('POST', '/api/auth/sign-in/social', { provider: 'google' })
  expect(google.status).toBe(404)
})

test('signing in with GitHub leads there, and back to the public address', async () => {
  const answer = await signIn({ callbackURL: '/dashboard' })
  const { url } = (await answer.json()) as { url: string }
  const asked = new URL(url)
  expect(asked.origin + asked.pathname).toBe('https://github.com/login/oauth/authorize')
  expect(asked.searchParams.get('client_id')).toBe('the-client')
  expect(asked.searchParams.get('redirect_uri')).toBe(`${server.url}/api/auth/callback/github`)
  expect(asked.searchParams.get('state')).toBeTruthy()
  expect(url).not.toContain('the-secret')
})

test('nobody is sent on to another site after signing in', async () => {
  for (const callbackURL of [
    'https://evil.example/',
    '//evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
  ])
    expect((await signIn({ callbackURL })).status).toBe(422)
})

test('a callback that nobody asked for ends at the sign-in page', async () => {
  const answer = await new Session(server).send('GET', '/api/auth/callback/github?code=x&state=made-up')
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toStartWith('/login?')
  expect(answer.headers.getSetCookie().some((cookie) => cookie.includes('session_token='))).toBe(false)
})
