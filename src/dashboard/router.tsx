/** Every page, on one screen. Each comes as a script of its own when it is gone to. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { parseQuery, type Query, writeQuery } from './shell/address.ts'
import { Broken, NotFound, Waiting } from './shell/fallbacks.tsx'
import { DashboardFrame, PublicFrame } from './shell/frame.tsx'

const root = createRootRoute({ validateSearch: (query: Query): Query => query, notFoundComponent: NotFound })
const outside = createRoute({ getParentRoute: () => root, id: 'outside', component: PublicFrame })
const inside = createRoute({
  getParentRoute: () => root,
  path: '/dashboard',
  component: DashboardFrame,
  notFoundComponent: NotFound,
})

// biome-ignore format: a table is read by row
const routeTree = root.addChildren([
  outside.addChildren([
    createRoute({ getParentRoute: () => outside, path: '/login',  component: lazyRouteComponent(() => import('./views/login.tsx'), 'LoginView') }),
    createRoute({ getParentRoute: () => outside, path: '/signup', component: lazyRouteComponent(() => import('./views/signup.tsx'), 'SignUpView') }),
    createRoute({ getParentRoute: () => outside, path: '/setup',  component: lazyRouteComponent(() => import('./views/setup.tsx'), 'SetupView') }),
    createRoute({ getParentRoute: () => outside, path: '/forgot', component: lazyRouteComponent(() => import('./views/forgot.tsx'), 'ForgotView') }),
    createRoute({ getParentRoute: () => outside, path: '/reset',  component: lazyRouteComponent(() => import('./views/reset.tsx'), 'ResetView') }),
    createRoute({ getParentRoute: () => outside, path: '/invite', component: lazyRouteComponent(() => import('./views/invite.tsx'), 'InviteView') }),
  ]),
  inside.addChildren([
    createRoute({ getParentRoute: () => inside, path: '/',              component: lazyRouteComponent(() => import('./views/links/links.tsx'), 'LinksView') }),
    createRoute({ getParentRoute: () => inside, path: '/links',         beforeLoad: () => { throw redirect({ to: '/dashboard' }) } }),
    createRoute({ getParentRoute: () => inside, path: '/links/$linkId', component: lazyRouteComponent(() => import('./views/link.tsx'), 'LinkView') }),
    createRoute({ getParentRoute: () => inside, path: '/analytics',     component: lazyRouteComponent(() => import('./views/analytics.tsx'), 'AnalyticsView') }),
    createRoute({ getParentRoute: () => inside, path: '/developer',     component: lazyRouteComponent(() => import('./views/developer/developer.tsx'), 'DeveloperView') }),
    createRoute({ getParentRoute: () => inside, path: '/plan',          component: lazyRouteComponent(() => import('./views/plan/plan.tsx'), 'PlanView') }),
    createRoute({ getParentRoute: () => inside, path: '/account',       component: lazyRouteComponent(() => import('./views/account/account.tsx'), 'AccountView') }),
    createRoute({ getParentRoute: () => inside, path: '/admin',         component: lazyRouteComponent(() => import('./views/admin/admin.tsx'), 'AdminView') }),
  ]),
])

export const router = createRouter({
  routeTree,
  parseSearch: parseQuery,
  stringifySearch: writeQuery,
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultPendingMs: 150,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
