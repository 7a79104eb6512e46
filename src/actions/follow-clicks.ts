/** Following clicks as they come: each once, in the order in which they were folded, from a known position on. */
import { DAY } from '../domain/moment.ts'
import type { User } from '../domain/user.ts'
import type { Clock } from '../ports/clock.ts'
import type { Reports } from '../ports/reports.ts'
import { type ScopeLinks, scopeOfAccount, scopeOfLink } from './click-scope.ts'
import { type NamedClick, named } from './export-clicks.ts'

/** Clicks read at once. */
const PAGE = 500
const LINKS_AT_ONCE = 5_000
/** A click that is folded later than this after it was made (its server was down) is counted, but not followed. */
const LATE = 120_000
/** How far back someone who comes again is told what they missed. */
const LOOKS_BACK = DAY

export interface FollowParts {
  links: ScopeLinks
  reports: Pick<Reports, 'newest' | 'clicksAfter'>
  clock: Pick<Clock, 'now'>
}

/** Clicks behind a position. */
export class ClickFeed {
  readonly #parts: FollowParts
  /** Finds the links made since; null where there will be no more. */
  readonly #later: ((after: number) => Promise<number[]>) | null
  readonly #links: number[]
  #position: number
  #since: number

  constructor(
    parts: FollowParts,
    links: number[],
    later: ((after: number) => Promise<number[]>) | null,
    { position, since }: { position: number; since: number },
  ) {
    this.#parts = parts
    this.#links = links
    this.#later = later
    this.#position = position
    this.#since = since
  }

  /** Every click up to here was given. */
  get position(): number {
    return this.#position
  }

  /** The clicks that came meanwhile; and whether there are more already. */
  async next(): Promise<{ clicks: NamedClick[]; more: boolean }> {
    const { links, reports, clock } = this.#parts
    const caughtUp = clock.now() - LATE
    // A clock that went back records earlier clicks.
    this.#since = Math.min(this.#since, caughtUp)
    const newest = await reports.newest()
    const clicks = newest > this.#position ? await this.#read() : []
    const more = clicks.length === PAGE
    const last = clicks.at(-1)?.n ?? this.#position
    this.#position = more ? last : Math.max(newest, last)
    if (!more) this.#since = caughtUp
    return { clicks: await named(links, clicks), more }
  }

  async #read() {
    if (this.#later) this.#links.push(...(await this.#later(this.#links.at(-1) ?? 0)))
    return this.#parts.reports.clicksAfter(this.#links, this.#position, this.#since, PAGE)
  }
}

/** Makes the actions. They begin behind the position `after`, or now where it is null. */
export function followClicks(parts: FollowParts) {
  const { links, reports, clock } = parts

  async function beginning(after: number | null) {
    const newest = await reports.newest()
    if (after === null) return { position: newest, since: clock.now() - LATE }
    return { position: Math.min(after, newest), since: clock.now() - LOOKS_BACK }
  }

  return {
    /** Of one link. Refuses (404) one that is not the user's. */
    async ofLink(user: User, id: string, after: number | null): Promise<ClickFeed> {
      const scope = await scopeOfLink(links, user, id)
      return new ClickFeed(parts, scope.links, null, await beginning(after))
    },

    /** Of all links, those made later too. */
    async ofAccount(user: User, after: number | null): Promise<ClickFeed> {
      const from = await beginning(after)
      const scope = await scopeOfAccount(links, user, clock.now())
      const later = (last: number) => links.numbers(user.id, last, LINKS_AT_ONCE)
      return new ClickFeed(parts, scope.links, later, from)
    },
  }
}
