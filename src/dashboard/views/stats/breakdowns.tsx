import type { Stats } from '../../queries/stats.ts'
import { type BreakdownRow, FilterCard, LinksCard } from './breakdown.tsx'
import { NO_COUNTRY, PROPERTIES } from './names.ts'
import { DIMENSIONS, type Dimension, type View } from './view.ts'
import type { ChangeView } from './view-state.ts'

/** The counted values of a property, by the words that it is filtered with. */
const COUNTED: Record<Dimension, (stats: Stats) => [string, number][]> = {
  referrer: ({ referrers }) => referrers.map(({ referrer, clicks }) => [referrer, clicks]),
  country: ({ countries }) => countries.map(({ country, clicks }) => [country ?? NO_COUNTRY, clicks]),
  device: ({ devices }) => devices.map(({ device, clicks }) => [device, clicks]),
  browser: ({ browsers }) => browsers.map(({ browser, clicks }) => [browser, clicks]),
  os: ({ systems }) => systems.map(({ os, clicks }) => [os, clicks]),
}

const rowsOf = (dimension: Dimension, stats: Stats): BreakdownRow[] =>
  COUNTED[dimension](stats).map(([value, clicks]) => ({
    value,
    clicks,
    name: PROPERTIES[dimension].nameOf(value),
  }))

const HALF = 'md:col-span-3'
const THIRD = 'md:col-span-2'

/** Six cards stand in pairs; five as two wide and three narrow ones. */
const widthOf = (dimension: Dimension, hasLinks: boolean) =>
  hasLinks || dimension === 'referrer' || dimension === 'country' ? HALF : THIRD

/** Where clicks came from, and with what. */
export function Breakdowns({ stats, view, change }: { stats: Stats; view: View; change: ChangeView }) {
  const links = stats.links?.map(({ link_id, slug, clicks }) => ({ value: link_id, name: slug, clicks }))
  return (
    <div className="grid grid-cols-1 gap-4 md:grid-cols-6">
      {links ? <LinksCard rows={links} total={stats.period_clicks} className={HALF} /> : null}
      {DIMENSIONS.map((dimension) => (
        <FilterCard
          key={dimension}
          title={PROPERTIES[dimension].title}
          rows={rowsOf(dimension, stats)}
          total={stats.period_clicks}
          active={view.filters[dimension]}
          onFilter={(value) => change({ [dimension]: value })}
          className={widthOf(dimension, links !== undefined)}
        />
      ))}
    </div>
  )
}
