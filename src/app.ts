/** The wiring, on one screen: which action stands behind which door. */
import { version } from '../package.json'
import { authenticate } from './actions/authenticate.ts'
import { createLink } from './actions/create-link.ts'
import { countClicks, deleteLink, findLink, listLinks } from './actions/manage-links.ts'
import { readAnalytics } from './actions/read-analytics.ts'
import { Routes } from './actions/routes.ts'
import { unlockLink } from './actions/unlock-link.ts'
import type { BuiltAssets } from './assets.ts'
import type { Config } from './config.ts'
import { createLinkRequest } from './contract/links.ts'
import { openapi } from './contract/openapi.ts'
import { showProblem } from './contract/problem.ts'
import { Failure } from './domain/failure.ts'
import { ownUrl } from './domain/target.ts'
import { addressFinder } from './http/address.ts'
import { analyticsDoor } from './http/analytics.ts'
import { apiDoor, type Handler, jsonAnswer } from './http/api.ts'
import { assetsDoor } from './http/assets.ts'
import { idempotent } from './http/idempotency.ts'
import { linkDoors } from './http/links.ts'
import { type Figure, healthDoors, metricsDoor } from './http/operations.ts'
import { problemResponse, toFailure } from './http/problem.ts'
import { redirectDoor } from './http/redirect.ts'
import { type RouteTable, routesOf } from './http/router.ts'
import { visitorAnswers } from './http/visitor-answers.ts'
import { dashboardAnswer } from './pages/dashboard.ts'
import { errorsPage } from './pages/errors.ts'
import { landingPage } from './pages/landing.ts'
import { type Page, pageAnswer } from './pages/page.ts'
import { plansPage } from './pages/plans.ts'
import type { ClickSpool, Clock, Log, Passwords } from './ports.ts'
import type { Stores } from './stores.ts'

export interface AppParts {
  config: Pick<Config, 'url' | 'plans' | 'rateLimit' | 'trustedProxies'>
  secret: string
  stores: Stores
  spool: ClickSpool
  built: BuiltAssets
  passwords: Passwords
  clock: Clock
  random: (bytes: number) => Uint8Array
  log: Log
  isReady: () => boolean
  figures: Figure[]
}

export interface App {
  table: RouteTable
  routes: Record<string, Handler>
  /** Answers a path that no route has. */
  fallback: (request: Request) => Response
  /** Answers what broke outside of every door. */
  broken: (error: unknown) => Response
  /** Forgets what is remembered of a slug, or of all. */
  linksChanged: (slug: string | null) => void
}

export function app({
  config,
  secret,
  stores,
  spool,
  built,
  passwords,
  clock,
  random,
  log,
  isReady,
  figures,
}: AppParts): App {
  const { url, plans, rateLimit, trustedProxies } = config
  const { links, keys, clicks, idempotencyKeys } = stores
  const context = { own: ownUrl(url), now: clock.now }
  const problem = problemResponse(url)
  const failure = toFailure(log)
  const addressOf = addressFinder(trustedProxies)
  const answers = visitorAnswers(problem, failure)
  const routes = new Routes(links)
  const linkSchema = createLinkRequest(context)

  const once = idempotent({
    keys: idempotencyKeys,
    clock,
    secret,
    toFailure: failure,
    problemBody: (refused) => JSON.stringify(showProblem(url, refused)),
  })
  const link = linkDoors(
    url,
    linkSchema,
    {
      create: createLink({ links, passwords, plans, clock, random }),
      find: findLink(links),
      count: countClicks(clicks),
      list: listLinks(links, clicks),
      remove: deleteLink(links, routes, clock),
    },
    once,
  )
  const api = apiDoor({
    authenticate: authenticate(keys, clock),
    plans,
    clock,
    rateLimit,
    addressOf,
    problem,
    toFailure: failure,
  })
  const short = redirectDoor({
    routes,
    spool,
    unlock: unlockLink(passwords, clock),
    clock,
    addressOf,
    answers,
    limited: rateLimit > 0,
  })
  const health = healthDoors(isReady)
  const description = openapi(url, version, context)
  const page =
    (drawn: Page): Handler =>
    () =>
      pageAnswer(drawn, 200, { 'Cache-Control': 'no-cache' })

  const shell = { GET: dashboardAnswer(built.assets) }

  const table: RouteTable = {
    '/r/:slug': { GET: short.visit as Handler, POST: short.unlock as Handler },
    '/api/links': { GET: api(link.list), POST: api(link.create) },
    '/api/links/:id': { GET: api(link.find), DELETE: api(link.remove) },
    '/api/links/:id/analytics': { GET: api(analyticsDoor(readAnalytics(links, clicks, plans, clock))) },
    '/openapi.json': { GET: () => jsonAnswer(200, description) },
    '/docs/errors': { GET: page(errorsPage()) },
    '/plans': { GET: page(plansPage(plans)) },
    '/': { GET: page(landingPage(url)) },
    '/dashboard': shell,
    '/dashboard/*': shell,
    '/login': shell,
    '/signup': shell,
    '/setup': shell,
    '/forgot': shell,
    '/reset': shell,
    '/invite': shell,
    '/assets/:file': { GET: assetsDoor(built.read, answers.failed) },
    '/healthz': { GET: health.live },
    '/readyz': { GET: health.ready },
    '/metrics': { GET: metricsDoor(figures) },
  }

  const unknown = new Failure('not_found', 'There is nothing at this address.')
  const isApi = (request: Request) => /^(https?:\/\/[^/]*)?\/api(\/|$)/.test(request.url)
  return {
    table,
    routes: routesOf(table, problem),
    fallback: (request) => (isApi(request) ? problem(unknown) : answers.failed(request, unknown)),
    broken: (error) => problem(failure(error)),
    linksChanged: (slug) => routes.forget(slug),
  }
}
