/** Choosing single clicks, and how they come. */
import type { ClickFilters, Selection } from '../../domain/click.ts'
import type { SeenClick } from '../../domain/report.ts'
import type { Value } from './connection.ts'
import { VALUE_KINDS } from './tally.ts'

/** A stretch of time in milliseconds; `to` is not included. */
export interface Span {
  from: number
  to: number
}

/** A condition, and the values that it names. */
export interface Choice {
  where: string
  values: Record<string, Value>
}

export type ClickRow = Omit<SeenClick, 'bot'> & { bot: number }
export const SEEN = 'link, at, n, referrer, device, browser, os, country, bot'

/** Numbers of links, written where no placeholder could hold so many. Of none, no row is found. */
export const among = (links: number[]) =>
  links.length === 0 ? '0' : `link in (${links.map(Number).join(', ')})`

/** Filters as conditions. */
function filtersOf(filters: ClickFilters): Choice {
  const set = VALUE_KINDS.map(([name]) => [name, filters[name]] as const).filter(
    (filter): filter is [(typeof filter)[0], string] => filter[1] !== undefined,
  )
  return {
    where: set.map(([name]) => ` and ${name} = {${name}:String}`).join(''),
    values: Object.fromEntries(set),
  }
}

/** The clicks of links in a stretch of time that a selection holds. */
export function chosen(links: number[], { from, to }: Span, { bots, filters }: Selection): Choice {
  const filter = filtersOf(filters)
  const ofBots = { include: '', exclude: ' and bot = 0', only: ' and bot = 1' }[bots]
  return {
    where: `${among(links)} and at >= ${from} and at < ${to}${ofBots}${filter.where}`,
    values: filter.values,
  }
}

export const seen = (rows: ClickRow[]): SeenClick[] => rows.map((row) => ({ ...row, bot: row.bot === 1 }))
