import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { eventually, startServer, type TestServer } from '../support/server.ts'
import { mailedLink, owner, PASSWORD, Session } from '../support/session.ts'

/** What a real SMTP server was given. */
interface Received {
  to: string[]
  text: string
}

const received: Received[] = []
let refusals = 0
let smtp: SMTPServer
let server: TestServer
let boss: Session

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ to, text: Buffer.concat(parts).toString('utf8') })
        done()
      })
    },
    onRcptTo({ address }, _, done) {
      if (!address.startsWith('refused')) return done()
      refusals++
      done(new Error('No such mailbox.'))
    },
  })
  await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
  const { port } = smtp.server.address() as AddressInfo
  server = await startServer({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    FLUXLY_MAIL_FROM: 'Our links <links@example.com>',
  })
  await eventually(async () => (server.log.includes('/setup?token=') ? true : null))
  boss = await owner(server)
})

afterAll(async () => {
  await server.end()
  await new Promise<void>((closed) => smtp.close(closed))
})

const mailTo = (address: string) =>
  eventually(async () => received.find(({ to }) => to.includes(address)) ?? null)

/** The link that stands alone on a line of a mail. */
const linkIn = ({ text }: Received) =>
  new URL(
    /^http:\S+$/m.exec(text.replaceAll('=\r\n', '').replaceAll('=3D', '=').replaceAll('\r', ''))?.[0] ?? '',
  )

test('an invitation goes out by mail, and not into the log', async () => {
  await boss.ask(201, 'POST', '/api/admin/invitations', { email: 'bob@example.com' })
  const mail = await mailTo('bob@example.com')
  expect(mail.text).toContain('From: Our links <links@example.com>')
  const token = linkIn(mail).searchParams.get('token')
  const bob = new Session(server)
  await bob.ask(201, 'POST', `/api/invitations/${token}`, { password: PASSWORD })
  expect(await bob.ask(200, 'GET', '/api/account')).toMatchObject({ email: 'bob@example.com' })
  expect(server.log).not.toContain(token ?? '?')
  expect(await boss.ask<unknown[]>(200, 'GET', '/api/admin/outbox')).toEqual([])
})

test('a forgotten password is reset by a mail, and the log knows no token', async () => {
  await boss.ask(200, 'POST', '/api/auth/request-password-reset', { email: 'owner@example.com' })
  const token = linkIn(await mailTo('owner@example.com')).searchParams.get('token')
  expect(token).toBeTruthy()
  expect(server.log).not.toContain(token ?? '?')
  expect(mailedLink(server, 'owner@example.com')).toBeNull()
})

test('an address the mail server refuses delays nobody', async () => {
  await boss.ask(201, 'POST', '/api/admin/invitations', { email: 'refused@example.com' })
  await eventually(async () => (refusals > 0 && server.log.includes('could not be sent') ? true : null))
  await boss.ask(200, 'GET', '/api/account')
})

test('addresses that are more than an address are refused before any mail', async () => {
  for (const email of ['a@b.c\r\nBcc: eve@example.com', 'a@b.c, eve@example.com', '"a" <a@b.c>', 'a b@c.d'])
    await boss.ask(422, 'POST', '/api/admin/invitations', { email })
})
