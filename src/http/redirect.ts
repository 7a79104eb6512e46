/** The door that most people come to: a short URL, answered with where it leads. */
import type { BunRequest, Server } from 'bun'
import type { Routes } from '../actions/routes.ts'
import type { unlockLink } from '../actions/unlock-link.ts'
import { Failure } from '../domain/failure.ts'
import { decide, type Route } from '../domain/link.ts'
import { gatePage, wrongPasswordPage } from '../pages/gate.ts'
import type { Clock } from '../ports/clock.ts'
import type { Limits } from '../ports/limits.ts'
import type { ClickSpool } from '../ports/spool.ts'
import { addressGroup } from './address.ts'
import { readBytes, requireMediaType } from './body.ts'
import type { VisitorAnswers } from './visitor-answers.ts'

export interface RedirectDoor {
  routes: Routes
  spool: ClickSpool
  unlock: ReturnType<typeof unlockLink>
  clock: Clock
  limits: Limits
  addressOf: (request: Request, server: Server<unknown>) => string
  answers: VisitorAnswers
  /** Whether requests are limited at all. */
  limited: boolean
}

type SlugRequest = BunRequest<'/r/:slug'>

const LONGEST_USER_AGENT = 512
const LONGEST_REFERRER = 512
const LARGEST_FORM = 8_192
/** Unknown slugs that one network may ask for in a minute: enough for mistakes, too few to search. */
const MISSES = { name: 'unknown slugs', limit: 60, windowMs: 60_000, guards: 'load' } as const

/** Of a redirect to a target. Nobody may keep it: the next click has to come here again. */
const headersTo = (target: string) => ({ Location: target, 'Cache-Control': 'private, no-store' })

const redirect = (status: 302 | 303, target: string) =>
  new Response(null, { status, headers: headersTo(target) })

/** How the redirect of a route is made. */
type Redirecting = (route: Route) => Response

/** Of one that was just read, and may never be asked for again. */
const redirectOnce: Redirecting = ({ target }) => redirect(302, target)

/** What a redirect of a remembered route begins as: its headers are made once. See docs/decisions/0013. */
const starts = new WeakMap<Route, ResponseInit>()

function startOf(route: Route): ResponseInit {
  const made = starts.get(route)
  if (made) return made
  const start = { status: 302, headers: new Headers(headersTo(route.target)) }
  starts.set(route, start)
  return start
}

const redirectAgain: Redirecting = (route) => new Response(null, startOf(route))

const PREFETCH = /\bprefetch\b/i
const isPrefetch = (purpose: string | null) => purpose !== null && PREFETCH.test(purpose)

/** Whether a browser asks ahead of a click that may never come. */
const isAhead = ({ headers }: Request) =>
  isPrefetch(headers.get('sec-purpose')) ||
  isPrefetch(headers.get('purpose')) ||
  isPrefetch(headers.get('x-moz'))

/** Why a link that is there leads nowhere. */
const stopped = (decision: 'expired' | 'disabled') =>
  decision === 'expired'
    ? new Failure('link_expired', 'This link has expired.')
    : new Failure('link_disabled', 'This link has been disabled by whoever runs this service.')
const unknown = () => new Failure('not_found', 'There is no such link.')

/** Makes the doors: `visit` for GET, `unlock` for the password form's POST. */
export function redirectDoor(parts: RedirectDoor) {
  const { routes, spool, unlock, clock, limits, addressOf, answers, limited } = parts

  /** Hands the click to the spool. Resolves when it is with the operating system; then the visitor may go. */
  function record(route: Route, at: number, request: Request, server: Server<unknown>): Promise<void> {
    const { headers } = request
    const origin = {
      ip: addressOf(request, server),
      userAgent: headers.get('user-agent')?.slice(0, LONGEST_USER_AGENT) ?? '',
      referrer: headers.get('referer')?.slice(0, LONGEST_REFERRER) ?? '',
    }
    return spool.record({ link: route.pk, at, origin })
  }

  /** Where nobody can count, visitors are not made to pay for it. */
  async function missed(request: Request, server: Server<unknown>): Promise<Failure> {
    if (!limited) return unknown()
    const group = addressGroup(addressOf(request, server))
    const allowance = await limits.take(MISSES, group).catch(() => null)
    if (allowance === null || allowance.allowed) return unknown()
    return new Failure('rate_limited', 'Too many unknown links were asked for from your network.', {
      retryAfter: allowance.resetSeconds,
    })
  }

  function follow(
    request: SlugRequest,
    server: Server<unknown>,
    route: Route,
    redirectTo: Redirecting,
  ): Response | Promise<Response> {
    const now = clock.now()
    const decision = decide(route, now)
    if (decision === 'expired' || decision === 'disabled') throw stopped(decision)
    if (decision === 'gated') return answers.page(request, gatePage(), 200)
    const answer = redirectTo(route)
    if (request.method === 'HEAD' || isAhead(request)) return answer
    return record(route, now, request, server).then(() => answer)
  }

  async function lookUpAndFollow(request: SlugRequest, server: Server<unknown>): Promise<Response> {
    const route = await routes.find(request.params.slug)
    if (!route) throw await missed(request, server)
    return follow(request, server, route, redirectOnce)
  }

  /** A link that is remembered costs no promise but that of its click. */
  function visit(request: SlugRequest, server: Server<unknown>): Response | Promise<Response> {
    const route = routes.remembered(request.params.slug)
    if (!route) return lookUpAndFollow(request, server).catch((error) => answers.failed(request, error))
    try {
      return follow(request, server, route, redirectAgain)
    } catch (error) {
      return answers.failed(request, error)
    }
  }

  async function passwordIn(request: Request): Promise<string> {
    requireMediaType(request, 'application/x-www-form-urlencoded')
    const form = new URLSearchParams(Buffer.from(await readBytes(request, LARGEST_FORM)).toString('utf8'))
    return form.get('password') ?? ''
  }

  async function open(request: SlugRequest, server: Server<unknown>): Promise<Response> {
    const { slug } = request.params
    const route = routes.remembered(slug) ?? (await routes.find(slug))
    if (!route) throw await missed(request, server)
    const decision = decide(route, clock.now())
    if (decision === 'expired' || decision === 'disabled') throw stopped(decision)
    const { passwordHash } = route
    if (decision === 'go' || passwordHash === null)
      throw new Failure('method_not_allowed', 'This link has no password; follow it with GET.', {
        allow: 'GET, HEAD',
      })
    const group = addressGroup(addressOf(request, server))
    const right = await unlock({ pk: route.pk, passwordHash }, group, await passwordIn(request))
    if (!right)
      return answers.refusal(
        request,
        new Failure('wrong_password', 'That is not the password.'),
        wrongPasswordPage(),
      )
    await record(route, clock.now(), request, server)
    return redirect(303, route.target)
  }

  return {
    visit,
    unlock: (request: SlugRequest, server: Server<unknown>) =>
      open(request, server).catch((error) => answers.failed(request, error)),
  }
}
