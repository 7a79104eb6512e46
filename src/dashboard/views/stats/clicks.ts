/** Lists of clicks: those of an answer, and those that came since. */
import type { SeenClick, Stats } from '../../queries/stats.ts'
import { NO_COUNTRY } from './names.ts'
import type { Dimension, View } from './view.ts'

/** As many as the API lists. */
export const MOST = 50

/** All that is known of a click. Two of the same second can be equal in it. */
const contentOf = (click: SeenClick): string =>
  [click.clicked_at, click.slug, click.referrer, click.country, click.device, click.browser, click.os].join(
    '\n',
  )

/** A click as the answer about one link lists it: without the link. */
export const withoutLink = ({ link_id: _id, slug: _slug, ...click }: SeenClick): SeenClick => click

export interface KeyedClick {
  key: string
  click: SeenClick
}

/** Names each click so that it keeps its name while others come before it: equal ones are counted from the oldest. */
export function keyed(clicks: readonly SeenClick[]): KeyedClick[] {
  const times = new Map<string, number>()
  return clicks
    .toReversed()
    .map((click) => {
      const content = contentOf(click)
      const nth = (times.get(content) ?? 0) + 1
      times.set(content, nth)
      return { key: `${content}\n${nth}`, click }
    })
    .reverse()
}

/** Both lists as one, newest first. A click that is in both is there once: an answer may be older than what came since, or newer. */
export function together(answered: readonly SeenClick[], arrived: readonly SeenClick[]): KeyedClick[] {
  const listed = keyed(answered)
  const known = new Set(listed.map(({ key }) => key))
  const more = keyed(arrived).filter(({ key }) => !known.has(key))
  return [...more, ...listed]
    .sort((a, b) => Date.parse(b.click.clicked_at) - Date.parse(a.click.clicked_at))
    .slice(0, MOST)
}

const VALUES: Record<Dimension, (click: SeenClick) => string> = {
  referrer: ({ referrer }) => referrer,
  country: ({ country }) => country ?? NO_COUNTRY,
  device: ({ device }) => device,
  browser: ({ browser }) => browser,
  os: ({ os }) => os,
}

/** Whether a click is one of those that are looked at. */
export function isShown(click: SeenClick, { filters, bots }: View, { from, to }: Pick<Stats, 'from' | 'to'>) {
  const at = Date.parse(click.clicked_at)
  if (at < Date.parse(from) || at >= Date.parse(to)) return false
  if (bots !== 'include' && click.bot !== (bots === 'only')) return false
  const given = Object.entries(filters) as [Dimension, string][]
  return given.every(([dimension, value]) => VALUES[dimension](click) === value)
}
