import { Select } from '../../parts/input.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { CustomRange } from './custom-range.tsx'
import type { Bots, Range, View } from './view.ts'
import type { ChangeView } from './view-state.ts'

const RANGES: { value: Range; label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: '12m', label: '12 months' },
  { value: 'custom', label: 'Custom' },
]
const INTERVALS = [
  { value: 'day', label: 'Days' },
  { value: 'hour', label: 'Hours' },
] as const
const BOTS: { value: Bots; label: string }[] = [
  { value: 'include', label: 'All' },
  { value: 'exclude', label: 'People' },
  { value: 'only', label: 'Bots' },
]

/** Another range begins as it is usual for it: by the day or the hour, without the days of the one before. */
function rangeChange(range: Range, { from, to }: View) {
  if (range === 'custom') return { range, from, to, by: '' }
  return { range: range === '30d' ? '' : range, from: '', to: '', by: '' }
}

/** A row of choices; on a phone, where six do not fit, the system's own list. */
function RangeChoice({ view, change }: { view: View; change: ChangeView }) {
  const choose = (range: Range) => change(rangeChange(range, view))
  return (
    <>
      <div className="hidden sm:block">
        <Segmented label="Range" value={view.range} choices={RANGES} onChange={choose} />
      </div>
      <Select
        aria-label="Range"
        value={view.range}
        onChange={({ target }) => choose(RANGES.find(({ value }) => value === target.value)?.value ?? '30d')}
        className="sm:hidden"
      >
        {RANGES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </>
  )
}

/** Which clicks are counted, and how they are laid out in time. */
export function Controls({ view, change }: { view: View; change: ChangeView }) {
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <RangeChoice view={view} change={change} />
        {view.hourly ? (
          <Segmented
            label="Count by"
            value={view.interval}
            choices={INTERVALS}
            onChange={(by) => change({ by })}
          />
        ) : null}
        <div className="sm:ml-auto">
          <Segmented
            label="Whose clicks"
            value={view.bots}
            choices={BOTS}
            onChange={(bots) => change({ bots: bots === 'include' ? '' : bots })}
          />
        </div>
      </div>
      {view.range === 'custom' ? <CustomRange view={view} change={change} /> : null}
    </div>
  )
}
