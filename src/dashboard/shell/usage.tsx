import { Link } from '@tanstack/react-router'
import { planOf } from '../queries/account.ts'
import type { Account } from '../types.ts'
import { count } from '../words.ts'

/** How much of the month's links is used. */
export function Usage({ account }: { account: Account }) {
  const { links_used: used, links_allowed: allowed } = account.usage
  const full = used >= allowed
  return (
    <Link
      to="/dashboard/plan"
      className="grid gap-1.5 rounded-lg border border-line bg-raised p-3 text-xs hover:border-edge"
    >
      <span className="flex justify-between gap-2 font-mono">
        <span>{planOf(account)?.title}</span>
        <span className="text-quiet">this month</span>
      </span>
      <span className="h-1 overflow-hidden rounded-full bg-line" aria-hidden="true">
        <span
          className={`block h-full rounded-full ${full ? 'bg-wrong' : 'bg-accent'}`}
          style={{ width: `${Math.min(100, (100 * used) / Math.max(1, allowed))}%` }}
        />
      </span>
      <span className={full ? 'text-wrong' : 'text-quiet'}>
        {count(used)} of {count(allowed)} links
      </span>
    </Link>
  )
}
