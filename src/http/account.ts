/** Doors to one's own account and its sessions. */
import type { deleteAccount, exportAccount, readAccount, rename } from '../actions/account.ts'
import {
  deleteAccountRequest,
  qrTextRequest,
  renameRequest,
  type SessionAnswer,
  showAccount,
  showKey,
} from '../contract/account.ts'
import { showLink } from '../contract/links.ts'
import { Failure } from '../domain/failure.ts'
import { formatMoment } from '../domain/moment.ts'
import type { Plans } from '../domain/plan.ts'
import type { Clock } from '../ports/clock.ts'
import type { SessionRecord, Sessions } from '../ports/sessions.ts'
import { type ApiAction, type ApiCall, doneAnswer, jsonAnswer } from './api.ts'
import { readJson } from './body.ts'
import { NO_STORE } from './problem.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { textStream } from './stream.ts'
import { requireNoQuery, validate } from './validate.ts'

export interface AccountParts {
  limits: SignInLimits
  read: ReturnType<typeof readAccount>
  rename: ReturnType<typeof rename>
  remove: ReturnType<typeof deleteAccount>
  take: ReturnType<typeof exportAccount>
  sessions: Sessions
  describe: (userAgent: string) => { browser: string; os: string; device: string }
  plans: Plans
  clock: Clock
  url: string
}

/** When the session of a call began, and its id; these doors let nobody in without one. */
function sessionOf({ caller: { credential } }: ApiCall) {
  if (credential.kind !== 'session') throw new Failure('forbidden', 'Sign in to do this.')
  return credential
}

/** Cookies are told to be forgotten: the account they belong to is gone. */
const SIGNED_OUT = {
  'Cache-Control': NO_STORE,
  'Clear-Site-Data': '"cookies", "storage"',
}

/** Makes the doors. */
export function accountDoors(parts: AccountParts) {
  const { limits, read, rename, remove, take, sessions, describe, plans, clock, url } = parts

  const showSession = (session: SessionRecord, current: string): SessionAnswer => {
    const { browser, os, device } = describe(session.userAgent)
    return {
      session_id: session.id,
      current: session.id === current,
      created_at: formatMoment(session.createdAt),
      expires_at: formatMoment(session.expiresAt),
      browser,
      os,
      device,
    }
  }

  const show: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    return jsonAnswer(200, showAccount(await read(caller.user), plans))
  }

  const change: ApiAction = async ({ request, caller }) => {
    const { name } = validate(renameRequest, await readJson(request))
    return jsonAnswer(200, showAccount(await read(await rename(caller.user, name)), plans))
  }

  const end: ApiAction = async (call) => {
    const { since } = sessionOf(call)
    const { password } = validate(deleteAccountRequest, await readJson(call.request))
    await limits.byAccount(call.caller.user.email, call.request, call.server)
    await remove(call.caller.user, since, password)
    return new Response(null, { status: 204, headers: SIGNED_OUT })
  }

  const listSessions: ApiAction = async (call) => {
    const { id } = sessionOf(call)
    const living = await sessions.list(call.caller.user.id, clock.now())
    return jsonAnswer(
      200,
      living.map((session) => showSession(session, id)),
    )
  }

  const endSession: ApiAction = async ({ request, caller }) => {
    if (await sessions.end(caller.user.id, request.params.id ?? '')) return doneAnswer()
    throw new Failure('not_found', 'There is no such session in this account.')
  }

  const endOthers: ApiAction = async (call) => {
    await sessions.endOthers(call.caller.user.id, sessionOf(call).id)
    return doneAnswer()
  }

  /** The whole account as one JSON document, written as it is read. */
  async function* document({ user }: ApiCall['caller']): AsyncGenerator<string> {
    const all = await take(user)
    const head = {
      account: showAccount(all.overview, plans),
      keys: all.keys.map(showKey),
      sessions: all.sessions.map((session) => showSession(session, '')),
    }
    yield `${JSON.stringify(head).slice(0, -1)},"links":[`
    let first = true
    for await (const page of all.links) {
      const text = page.map(({ link, clicks }) => JSON.stringify(showLink(url, link, clicks))).join(',')
      if (text !== '') yield (first ? '' : ',') + text
      if (text !== '') first = false
    }
    yield ']}\n'
  }

  const download: ApiAction = async ({ caller }) =>
    new Response(textStream(document(caller)), {
      headers: {
        'Content-Type': 'application/json',
        'Cache-Control': NO_STORE,
        'Content-Disposition': 'attachment; filename="fluxly-account.json"',
      },
    })

  /** A text as a QR code, for the secret that an authenticator application reads. It goes nowhere else. */
  const qr: ApiAction = async ({ request }) => {
    const { text } = validate(qrTextRequest, await readJson(request))
    const { default: QRCode } = await import('qrcode')
    return new Response(await QRCode.toString(text, { type: 'svg', margin: 2 }), {
      headers: {
        'Content-Type': 'image/svg+xml',
        'Cache-Control': NO_STORE,
        'X-Content-Type-Options': 'nosniff',
      },
    })
  }

  return {
    show,
    change,
    end,
    download,
    qr,
    listSessions,
    endSession,
    endOthers,
  }
}
