/** Statistics, read. */
import type { Selection } from '../domain/click.ts'
import type { Period } from '../domain/period.ts'
import type { LinkReport, LinkTotals, SeenClick } from '../domain/report.ts'

export interface Reports {
  /** What was counted of links for all time; those never clicked are left out. */
  totals(links: number[]): Promise<Map<number, LinkTotals>>
  /** The statistics of any number of links together, as they are at one moment. */
  report(links: number[], period: Period, selection: Selection): Promise<LinkReport>
  /**
   * The next clicks of a period one by one: link by link in the order of their numbers, oldest first, at most `limit`,
   * behind the click `after`. None: there are no more. Fewer than `limit` do not mean that.
   */
  page(
    links: number[],
    span: Pick<Period, 'from' | 'to'>,
    selection: Selection,
    after: Pick<SeenClick, 'link' | 'at' | 'n'> | null,
    limit: number,
  ): Promise<SeenClick[]>
  /** The highest position that a click has so far. */
  newest(): Promise<number>
  /** Clicks with a position above `position` that happened at the moment `since` or later, in the order of positions. */
  clicksAfter(links: number[], position: number, since: number, limit: number): Promise<SeenClick[]>
}
