/** Where slugs lead, remembered: a redirect asks here, and the database only for what was not asked lately. */
import { Doorkeeper } from '../domain/doorkeeper.ts'
import type { Route } from '../domain/link.ts'
import { RecentMap } from '../domain/recent-map.ts'
import { SLUG_PATTERN } from '../domain/slug.ts'
import type { LinkNews } from '../ports/link-changes.ts'
import type { Links } from '../ports/links.ts'

/** At most twice as many bytes of routes are remembered, and as many again are doubted. */
const REMEMBERED = 16_000_000
/** What a route takes beside its target, with the headers of its answer: measured. */
const BYTES_OF_ROUTE = 1_000
/** How long, in milliseconds, the database is waited for before a doubted route is followed. */
const PATIENCE = 250

/** About how many bytes a route takes: its target is there once more in its headers. */
const bytesOf = (slug: string, { target }: Route) => BYTES_OF_ROUTE + slug.length + 2 * target.length
const noRoutes = () => new RecentMap<string, Route>(REMEMBERED, bytesOf)

/**
 * What is remembered is followed without asking. What may have changed unheard is doubted: it is read again, and
 * followed only where it cannot be read, so that an outage costs no redirect.
 */
export class Routes implements LinkNews {
  readonly #links: Pick<Links, 'route'>
  #known = noRoutes()
  #doubted = noRoutes()
  readonly #doorkeeper = new Doorkeeper()
  readonly #reading = new Map<string, Promise<Route | null>>()
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
    const doubted = this.#doubted.get(slug)
    return doubted ? this.#readOr(slug, doubted) : this.#read(slug)
  }

  /** Reads a slug's route, once for all who ask at the same time. */
  #read(slug: string): Route | null | Promise<Route | null> {
    const begun = this.#reading.get(slug)
    if (begun) return begun
    const changes = this.#changes
    const found = this.#links.route(slug)
    if (!(found instanceof Promise)) return this.#remember(slug, found, changes)
    const reading = found
      .then((route) => this.#remember(slug, route, changes))
      .finally(() => {
        if (this.#reading.get(slug) === reading) this.#reading.delete(slug)
      })
    this.#reading.set(slug, reading)
    return reading
  }

  #remember(slug: string, route: Route | null, changes: number): Route | null {
    if (changes !== this.#changes) return route
    this.#doubted.delete(slug)
    if (route && this.#hasRoomFor(slug)) this.#known.set(slug, route)
    return route
  }

  /** Where another route would have to go, only a link that is visited again takes its place. */
  #hasRoomFor(slug: string): boolean {
    return !this.#known.isCrowded || this.#doorkeeper.knows(slug)
  }

  #readOr(slug: string, doubted: Route): Promise<Route | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE, doubted)
      Promise.resolve(this.#read(slug))
        .then(resolve, () => resolve(doubted))
        .finally(() => clearTimeout(timer))
    })
  }

  /** Forgets a slug, or all where it is not known which changed. */
  changed = (slug: string | null): void => {
    this.#distrustReads()
    for (const routes of [this.#known, this.#doubted])
      if (slug === null) routes.clear()
      else routes.delete(slug)
  }

  doubtful = (): void => {
    this.#distrustReads()
    this.#doubted = this.#all()
    this.#known = noRoutes()
  }

  alone = (): void => {
    this.#known = this.#all()
    this.#doubted = noRoutes()
  }

  /** What is being read may be from before a change: it is not remembered, and nobody else is given it. */
  #distrustReads(): void {
    this.#changes++
    this.#reading.clear()
  }

  #all(): RecentMap<string, Route> {
    for (const [slug, route] of this.#known.entries()) this.#doubted.set(slug, route)
    return this.#doubted
  }
}
