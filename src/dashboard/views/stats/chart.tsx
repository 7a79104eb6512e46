/** The chart of clicks over time: a script of its own, because of the library behind it. */
import { Area, AreaChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts'
import { plural, shortCount } from '../../words.ts'
import type { Point } from './points.ts'

/** With so few points a line alone would hardly be seen. */
const FEW = 3
const TICK = { fill: 'var(--quiet)', fontSize: 12, fontFamily: 'var(--mono)' }

interface TipProps {
  active?: boolean
  payload?: readonly { payload?: unknown }[]
}

function Tip({ active, payload }: TipProps) {
  const point = payload?.[0]?.payload as Point | undefined
  if (!active || !point || point.clicks === null) return null
  return (
    <div
      role="status"
      className="rounded-lg border border-line bg-raised px-3 py-2 text-ink text-sm whitespace-nowrap shadow-lg"
    >
      <p className="text-quiet text-xs">{capital(point.full)}</p>
      <p className="font-mono font-semibold tabular-nums">{plural(point.clicks, 'click')}</p>
    </div>
  )
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** Fills its place. Arrow keys move from point to point; nothing moves by itself. */
export function Chart({ points, summaryId }: { points: Point[]; summaryId: string }) {
  const names = new Map(points.map(({ date, short }) => [date, short]))
  return (
    <AreaChart
      responsive
      data={points}
      accessibilityLayer
      aria-label="Clicks over time. Arrow keys move from point to point."
      aria-describedby={summaryId}
      margin={{ top: 8, right: 28, bottom: 0, left: 0 }}
      className="size-full"
    >
      <CartesianGrid vertical={false} stroke="var(--line)" strokeDasharray="2 4" />
      <XAxis
        dataKey="date"
        tickFormatter={(date: string) => names.get(date) ?? ''}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: 'var(--line)' }}
        interval="equidistantPreserveStart"
        minTickGap={28}
        tickMargin={8}
        height={32}
      />
      <YAxis
        allowDecimals={false}
        tickFormatter={shortCount}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={44}
        tickCount={5}
      />
      <Tooltip
        content={<Tip />}
        cursor={{ stroke: 'var(--edge)', strokeDasharray: '2 4' }}
        isAnimationActive={false}
      />
      <Area
        dataKey="clicks"
        type="linear"
        stroke="var(--accent)"
        strokeWidth={1.75}
        fill="var(--accent)"
        fillOpacity={0.12}
        isAnimationActive={false}
        dot={points.length <= FEW ? { fill: 'var(--accent)', r: 3.5 } : false}
        activeDot={{ fill: 'var(--accent)', stroke: 'var(--raised)', strokeWidth: 2, r: 4.5 }}
      />
    </AreaChart>
  )
}
