/** What a browser is shown: the wiring of drawn pages, the dashboard, and their files. */
import { version } from '../package.json'
import type { Config } from './config/config.ts'
import { openapi } from './contract/openapi.ts'
import { type Handler, jsonAnswer } from './http/api.ts'
import { assetsDoor } from './http/assets.ts'
import type { RouteTable } from './http/router.ts'
import type { VisitorAnswers } from './http/visitor-answers.ts'
import { dashboardAnswer } from './pages/dashboard.ts'
import { docsPage } from './pages/docs/docs.ts'
import { errorsPage } from './pages/errors.ts'
import { landingPage } from './pages/landing.ts'
import { type Page, pageAnswer } from './pages/page.ts'
import { plansPage } from './pages/plans.ts'
import { referencePage } from './pages/reference/reference.ts'
import type { BuiltAssets } from './serving/assets.ts'

export interface SiteParts {
  config: Pick<Config, 'url' | 'plans' | 'rateLimit'>
  built: BuiltAssets
  context: Parameters<typeof openapi>[2]
  answers: VisitorAnswers
}

/** Makes something when it is first asked for, and once: a server starts faster without it. */
function whenAsked<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The part of the route table that is about pages. */
export function siteTable({ config, built, context, answers }: SiteParts): RouteTable {
  const { url, plans, rateLimit } = config
  const description = whenAsked(() => openapi(url, version, context))
  const page = (draw: () => Page): Handler => {
    const drawn = whenAsked(() => ({ ...draw(), assets: built.assets }))
    return () => pageAnswer(drawn(), 200, { 'Cache-Control': 'no-cache' })
  }
  const shell = { GET: dashboardAnswer(built.assets) }

  return {
    '/openapi.json': { GET: () => jsonAnswer(200, description()) },
    '/docs': { GET: page(() => docsPage({ url, plans, rateLimit })) },
    '/docs/errors': { GET: page(errorsPage) },
    '/reference': { GET: page(() => referencePage(description())) },
    '/plans': { GET: page(() => plansPage(plans)) },
    '/': { GET: page(() => landingPage(url)) },
    '/dashboard': shell,
    '/dashboard/*': shell,
    '/login': shell,
    '/signup': shell,
    '/setup': shell,
    '/forgot': shell,
    '/reset': shell,
    '/invite': shell,
    '/assets/:file': { GET: assetsDoor(built.read, answers.failed) },
  }
}
