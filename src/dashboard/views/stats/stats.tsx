import { useMemo } from 'react'
import { Button } from '../../parts/button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../parts/states.tsx'
import { clicksPath, type Scope, type Stats, useStats } from '../../queries/stats.ts'
import { Breakdowns } from './breakdowns.tsx'
import { Chips } from './chips.tsx'
import { isShown, keyed, together, withoutLink } from './clicks.ts'
import { Controls } from './controls.tsx'
import { Figures } from './figures.tsx'
import { KeptNote } from './kept-note.tsx'
import { type Live, useLive } from './live.ts'
import { Recent } from './recent.tsx'
import { TimelineSection } from './timeline.tsx'
import { DIMENSIONS, hasFilters, questionOf, type View } from './view.ts'
import { type ChangeView, useView } from './view-state.ts'

/** As high as what comes. */
const Coming = () => (
  <div aria-busy="true" className="grid gap-8">
    <span className="sr-only">Loading</span>
    <Skeleton className="h-[13.5rem] sm:h-[7.25rem]" />
    <Skeleton className="h-[21rem]" />
    <div className="grid gap-4 md:grid-cols-2">
      <Skeleton className="h-68" />
      <Skeleton className="h-68" />
    </div>
  </div>
)

const NothingYet = () => (
  <EmptyState title="No clicks yet">Share the short URL. The first click shows here by itself.</EmptyState>
)

interface BodyProps {
  scope: Scope
  stats: Stats
  view: View
  change: ChangeView
  live: Live
}

function Body({ scope, stats, view, change, live }: BodyProps) {
  const listed = stats.links ? live.arrived : live.arrived.map(withoutLink)
  const arrived = listed.filter((click) => isShown(click, view, stats))
  const fresh = new Set(keyed(arrived).map(({ key }) => key))
  if (stats.total_clicks === 0 && live.arrived.length === 0)
    return (
      <>
        <Figures stats={stats} />
        <NothingYet />
      </>
    )
  return (
    <>
      <Figures stats={stats} />
      <TimelineSection
        stats={stats}
        table={view.table}
        onTable={(table) => change({ as: table ? 'table' : '' })}
      />
      <Breakdowns stats={stats} view={view} change={change} />
      <Recent
        clicks={together(stats.recent_clicks, arrived)}
        fresh={fresh}
        state={live.state}
        csv={clicksPath(scope, stats, questionOf(view))}
        withLinks={stats.links !== undefined}
      />
    </>
  )
}

const WITHOUT_FILTERS = Object.fromEntries(DIMENSIONS.map((name) => [name, '']))

/** Everything about the clicks of a link or of an account, on one page. */
export function Statistics({ scope }: { scope: Scope }) {
  const [view, change] = useView()
  const question = useMemo(() => questionOf(view), [view])
  const { data: stats, error, isPlaceholderData, refetch } = useStats(scope, question)
  const live = useLive(scope)
  return (
    <div className="grid gap-6">
      <Controls view={view} change={change} />
      <Chips view={view} change={change} />
      {stats ? <KeptNote view={view} stats={stats} /> : null}
      {error && !stats ? <ErrorState error={error} retry={() => void refetch()} /> : null}
      {error && !stats && hasFilters(view) ? (
        <Button className="justify-self-start" onClick={() => change(WITHOUT_FILTERS)}>
          Clear the filters
        </Button>
      ) : null}
      {stats ? (
        <div
          aria-busy={isPlaceholderData}
          className={`grid gap-8 transition-opacity ${isPlaceholderData ? 'opacity-60' : ''}`}
        >
          <Body scope={scope} stats={stats} view={view} change={change} live={live} />
        </div>
      ) : null}
      {stats || error ? null : <Coming />}
    </div>
  )
}
