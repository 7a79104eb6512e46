/** The wiring, on one screen: which action stands behind which door. */
import { authenticate } from './actions/authenticate.ts'
import { changeLink } from './actions/change-link.ts'
import { createLink } from './actions/create-link.ts'
import { exportClicks } from './actions/export-clicks.ts'
import { followClicks } from './actions/follow-clicks.ts'
import { allLinks, listLinks } from './actions/list-links.ts'
import { countClicks, deleteLink, findLink } from './actions/manage-links.ts'
import { readAnalytics } from './actions/read-analytics.ts'
import { restoreLink } from './actions/restore-link.ts'
import { Routes } from './actions/routes.ts'
import { unlockLink } from './actions/unlock-link.ts'
import type { Config } from './config/config.ts'
import { changeLinkRequest, createLinkRequest } from './contract/links.ts'
import { showProblem } from './contract/problem.ts'
import { Failure } from './domain/failure.ts'
import { ownUrl } from './domain/target.ts'
import { addressFinder } from './http/address.ts'
import { analyticsDoors } from './http/analytics.ts'
import { apiDoors, type Handler, isApi } from './http/api.ts'
import { clickExportDoors } from './http/click-export.ts'
import { idempotent } from './http/idempotency.ts'
import { linkExportDoor } from './http/link-export.ts'
import { linkDoors } from './http/links.ts'
import { liveDoors } from './http/live.ts'
import { healthDoors, type Metrics, metricsDoor, type Readiness } from './http/operations.ts'
import { problemResponse, toFailure } from './http/problem.ts'
import { qrDoors } from './http/qr.ts'
import { redirectDoor } from './http/redirect.ts'
import { type RouteTable, routesOf } from './http/router.ts'
import { visitorAnswers } from './http/visitor-answers.ts'
import { identityTable, openAccounts } from './identity.ts'
import type { Clock } from './ports/clock.ts'
import type { Limits } from './ports/limits.ts'
import type { LinkNews } from './ports/link-changes.ts'
import type { Log } from './ports/log.ts'
import type { Mailer } from './ports/mail.ts'
import type { Passwords } from './ports/passwords.ts'
import type { ClickSpool } from './ports/spool.ts'
import type { BuiltAssets } from './serving/assets.ts'
import { siteTable } from './site.ts'
import type { Stores } from './stores.ts'

export interface AppParts {
  config: Pick<Config, 'url' | 'plans' | 'defaultPlan' | 'providers' | 'rateLimit' | 'trustedProxies'>
  secret: string
  stores: Stores
  spool: ClickSpool
  built: BuiltAssets
  passwords: Passwords
  mailer: Mailer
  limits: Limits
  clock: Clock
  random: (bytes: number) => Uint8Array
  log: Log
  readiness: () => Readiness
  /** Says that the server stops: answers that would go on for ever end. */
  stopping: AbortSignal
  metrics: Metrics
}

export interface App {
  table: RouteTable
  routes: Record<string, Handler>
  /** Answers a path that no route has. */
  fallback: (request: Request) => Response
  /** Answers what broke outside of every door. */
  broken: (error: unknown) => Response
  /** Is told how far what is remembered of links can be trusted. */
  news: LinkNews
}

export function app({
  config,
  secret,
  stores,
  spool,
  built,
  passwords,
  mailer,
  limits,
  clock,
  random,
  log,
  readiness,
  stopping,
  metrics,
}: AppParts): App {
  const { url, plans, rateLimit, trustedProxies } = config
  const { links, keys, clicks, idempotencyKeys } = stores
  const context = { own: ownUrl(url), now: clock.now }
  const problem = problemResponse(url)
  const failure = toFailure(log)
  const addressOf = addressFinder(trustedProxies)
  const answers = visitorAnswers(problem, failure)
  const routes = new Routes(links)
  const linkSchemas = { create: createLinkRequest(context), change: changeLinkRequest(context) }

  const once = idempotent({
    keys: idempotencyKeys,
    clock,
    secret,
    toFailure: failure,
    problemBody: (refused) => JSON.stringify(showProblem(url, refused)),
  })
  const link = linkDoors(
    url,
    linkSchemas,
    {
      create: createLink({ links, passwords, plans, clock, random }),
      find: findLink(links),
      count: countClicks(clicks),
      list: listLinks(links, clicks),
      change: changeLink({ links, routes, passwords, plans }),
      remove: deleteLink(links, routes, clock),
      restore: restoreLink({ links, reports: clicks, routes, clock }),
    },
    once,
  )
  const qr = qrDoors(url, findLink(links))
  const people = { config, secret, stores, passwords, mailer, clock, random, log }
  const accounts = openAccounts(people)
  const doors = apiDoors({
    authenticate: authenticate(keys, clock),
    accounts,
    plans,
    limits,
    rateLimit,
    addressOf,
    problem,
    toFailure: failure,
  })
  const statistics = { links, reports: clicks, plans, clock }
  const analytics = analyticsDoors(url, readAnalytics(statistics))
  const clickExport = clickExportDoors(exportClicks(statistics))
  const live = liveDoors({ follow: followClicks(statistics), clock, limits, stopping })
  const short = redirectDoor({
    routes,
    spool,
    unlock: unlockLink(passwords, limits),
    clock,
    limits,
    addressOf,
    answers,
    limited: rateLimit > 0,
  })
  const health = healthDoors(readiness)
  const { open } = doors
  const table: RouteTable = {
    '/r/:slug': { GET: short.visit as Handler, POST: short.unlock as Handler },
    '/api/links': { GET: open(link.list), POST: open(link.create) },
    '/api/links.csv': { GET: open(linkExportDoor(url, allLinks(links, clicks))) },
    '/api/links/:id': { GET: open(link.find), PATCH: open(link.change), DELETE: open(link.remove) },
    '/api/links/:id/restore': { POST: open(link.restore) },
    '/api/links/:id/qr.svg': { GET: open(qr.svg) },
    '/api/links/:id/qr.png': { GET: open(qr.png) },
    '/api/links/:id/analytics': { GET: open(analytics.ofLink) },
    '/api/links/:id/clicks.csv': { GET: open(clickExport.ofLink) },
    '/api/links/:id/clicks/stream': { GET: open(live.ofLink) },
    '/api/analytics': { GET: open(analytics.ofAccount) },
    '/api/clicks.csv': { GET: open(clickExport.ofAccount) },
    '/api/clicks/stream': { GET: open(live.ofAccount) },
    ...identityTable({
      ...people,
      accounts,
      limits,
      routes,
      doors,
      addressOf,
      problem,
      toFailure: failure,
    }),
    ...siteTable({ config, built, context, answers }),
    '/healthz': { GET: health.live },
    '/readyz': { GET: health.ready },
    '/metrics': { GET: metricsDoor(metrics) },
  }

  const unknown = new Failure('not_found', 'There is nothing at this address.')
  return {
    table,
    routes: routesOf(table, problem),
    fallback: (request) => (isApi(request) ? problem(unknown) : answers.failed(request, unknown)),
    broken: (error) => problem(failure(error)),
    news: routes,
  }
}
