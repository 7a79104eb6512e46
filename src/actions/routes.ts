/** Where slugs lead, remembered: a redirect asks here, and the database only for what was not asked lately. */
import type { Route } from '../domain/link.ts'
import { RecentMap } from '../domain/recent-map.ts'
import { SLUG_PATTERN } from '../domain/slug.ts'
import type { Links } from '../ports.ts'

/** At most twice as many bytes of routes are remembered. */
const REMEMBERED = 16_000_000
/** What a route takes beside its target, with the headers of its answer: measured. */
const BYTES_OF_ROUTE = 1_000

/** About how many bytes a route takes: its target is there once more in its headers. */
const bytesOf = (slug: string, { target }: Route) => BYTES_OF_ROUTE + slug.length + 2 * target.length

export class Routes {
  readonly #links: Pick<Links, 'route'>
  readonly #known = new RecentMap<string, Route>(REMEMBERED, bytesOf)
  /** Rises with every change, so that an answer read before a change is not remembered after it. */
  #changes = 0

  constructor(links: Pick<Links, 'route'>) {
    this.#links = links
  }

  /** The route of a slug if it is remembered. */
  remembered(slug: string): Route | undefined {
    return this.#known.get(slug)
  }

  /** The route of a slug, or null where no link has it; at once where links are read without waiting. */
  find(slug: string): Route | null | Promise<Route | null> {
    if (!SLUG_PATTERN.test(slug)) return null
    const changes = this.#changes
    const found = this.#links.route(slug)
    if (found instanceof Promise) return found.then((route) => this.#remember(slug, route, changes))
    return this.#remember(slug, found, changes)
  }

  #remember(slug: string, route: Route | null, changes: number): Route | null {
    if (route && changes === this.#changes) this.#known.set(slug, route)
    return route
  }

  /** Forgets a slug, or all where it is not known which changed. */
  forget(slug: string | null): void {
    this.#changes++
    if (slug === null) this.#known.clear()
    else this.#known.delete(slug)
  }
}
