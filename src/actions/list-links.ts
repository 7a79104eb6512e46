/** Listing one's links: searched, in an order, in pages. */
import { invalidFields } from '../domain/failure.ts'
import type { Link, LinkSort } from '../domain/link.ts'
import type { Links } from '../ports/links.ts'
import type { Reports } from '../ports/reports.ts'
import { type CountedLink, countClicks } from './manage-links.ts'

export interface LinkListQuestion {
  limit: number
  /** The id of the last link of the page before; null: the first page. */
  cursor: string | null
  search: string | null
  sort: LinkSort
}

export interface LinkPage {
  links: CountedLink[]
  /** The cursor of the next page; null on the last. */
  next: string | null
}

/** Click counts are in another store, so an order by them is made here, of at most so many links. */
const MOST_SORTED = 10_000
/** Links a statement asks the counts of. */
const AT_ONCE = 1_000
/** Links a page of the whole list. */
const PAGE = 500

const wrongCursor = () =>
  invalidFields([{ field: 'cursor', message: 'is not one that a page of this list gave out.' }])

const tooMany = () =>
  invalidFields([
    { field: 'sort', message: 'by clicks is for at most 10,000 links; narrow them down with search.' },
  ])

const lastOf = (page: Link[], more: boolean) => (more ? (page.at(-1)?.id ?? null) : null)

type Reading = Pick<Links, 'list' | 'matching' | 'numberOf' | 'numbered'>

/**
 * Makes the action that lists a user's links. By clicks, links of the same count are newest first, and a link that is
 * clicked between two pages may move from one to the other.
 */
export function listLinks(links: Reading, reports: Pick<Reports, 'totals'>) {
  const counted = countClicks(reports)

  async function byAge(userId: string, { limit, cursor, search, sort }: LinkListQuestion): Promise<LinkPage> {
    const order = sort === 'oldest' ? sort : 'newest'
    const found = await links.list(userId, limit + 1, cursor, { search, order })
    if (!found) throw wrongCursor()
    const page = found.slice(0, limit)
    return { links: await counted(page), next: lastOf(page, found.length > limit) }
  }

  async function clicksOf(pks: number[]): Promise<Map<number, number>> {
    const clicks = new Map<number, number>()
    for (let at = 0; at < pks.length; at += AT_ONCE)
      for (const [pk, totals] of await reports.totals(pks.slice(at, at + AT_ONCE)))
        clicks.set(pk, totals.clicks)
    return clicks
  }

  /** The number at which a page by clicks begins, or null on the first. */
  async function placeOf(userId: string, cursor: string | null): Promise<number | null> {
    const last = cursor === null ? null : await links.numberOf(userId, cursor)
    if (cursor !== null && last === null) throw wrongCursor()
    return last
  }

  async function byClicks(userId: string, { limit, cursor, search }: LinkListQuestion): Promise<LinkPage> {
    const last = await placeOf(userId, cursor)
    const pks = await links.matching(userId, search, MOST_SORTED + 1)
    if (pks.length > MOST_SORTED) throw tooMany()
    const clicks = await clicksOf(last === null ? pks : [...pks, last])
    const order = (a: number, b: number) => (clicks.get(b) ?? 0) - (clicks.get(a) ?? 0) || b - a
    const rest = pks.filter((pk) => last === null || order(last, pk) < 0).sort(order)
    const page = await links.numbered(rest.slice(0, limit))
    return {
      links: page.map((link) => ({ link, clicks: clicks.get(link.pk) ?? 0 })),
      next: lastOf(page, rest.length > limit),
    }
  }

  return (userId: string, question: LinkListQuestion): Promise<LinkPage> =>
    question.sort === 'clicks' ? byClicks(userId, question) : byAge(userId, question)
}

/** Makes the action that reads all of a user's links, newest first, a page at a time. */
export function allLinks(links: Pick<Links, 'list'>, reports: Pick<Reports, 'totals'>) {
  return async function* (userId: string): AsyncGenerator<CountedLink[]> {
    for (let after: string | null = null; ; ) {
      const page: Link[] = (await links.list(userId, PAGE, after)) ?? []
      yield countClicks(reports)(page)
      after = lastOf(page, page.length === PAGE)
      if (after === null) return
    }
  }
}
