import type { Account } from '../../types.ts'
import { count, day } from '../../words.ts'

/** How much of the month's links is used, and when it begins anew. */
export function UsageMeter({ usage }: { usage: Account['usage'] }) {
  const { links_used: used, links_allowed: allowed, resets_at } = usage
  const left = Math.max(0, allowed - used)
  return (
    <div className="grid gap-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span>
          <strong className="font-mono text-2xl tabular-nums">{count(used)}</strong>{' '}
          <span className="text-quiet">of {count(allowed)} links</span>
        </span>
        <span className={left === 0 ? 'font-medium text-wrong' : 'text-quiet'}>{count(left)} left</span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> in colours of their own */}
      <div
        role="meter"
        aria-label="Links made this month"
        aria-valuemin={0}
        aria-valuemax={allowed}
        aria-valuenow={Math.min(used, allowed)}
        aria-valuetext={`${count(used)} of ${count(allowed)}`}
        className="h-2 overflow-hidden rounded-full bg-line"
      >
        <div
          className={`h-full rounded-full ${left === 0 ? 'bg-wrong' : 'bg-accent'}`}
          style={{ width: `${Math.min(100, (100 * used) / Math.max(1, allowed))}%` }}
        />
      </div>
      <p className="text-quiet text-sm">
        Begins anew on <time dateTime={resets_at}>{day(resets_at)}</time>. A month is a calendar month (UTC),
        and deleting a link gives nothing back.
      </p>
    </div>
  )
}
