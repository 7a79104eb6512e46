import { Link } from '@tanstack/react-router'
import { Note } from '../../parts/note.tsx'
import { planOf, useAccount } from '../../queries/account.ts'
import type { Stats } from '../../queries/stats.ts'
import { DAY, dateIn, type View } from './view.ts'

/** Says it where the plan keeps less than was asked for. A link that is younger than that misses nothing. */
export function KeptNote({ view, stats }: { view: View; stats: Stats }) {
  const { data: account } = useAccount()
  const plan = account && planOf(account)
  if (!plan || plan.stats_days === null) return null
  // The server counts the days back in hours, as here: where a clock was changed meanwhile, calendar days would differ.
  const since = new Date()
  since.setTime(since.getTime() - plan.stats_days * DAY)
  const kept = dateIn(view.tz, since)
  if (view.from >= kept || dateIn(view.tz, new Date(stats.from)) > kept) return null
  return (
    <Note>
      The {plan.title} plan keeps {plan.stats_days} days, so this begins there.{' '}
      <Link to="/dashboard/plan" className="font-semibold underline underline-offset-4">
        See the plans
      </Link>
    </Note>
  )
}
