import type { ReactNode } from 'react'
import { Badge } from '../../parts/badge.tsx'
import { CheckIcon, CloseIcon } from '../../parts/icons.tsx'
import type { PlanRow } from '../../types.ts'
import { count } from '../../words.ts'

const Has = ({ children }: { children: ReactNode }) => (
  <li className="flex gap-2">
    <CheckIcon className="mt-0.5 size-4 text-accent" />
    {children}
  </li>
)

const Lacks = ({ children }: { children: ReactNode }) => (
  <li className="flex gap-2 text-quiet">
    <CloseIcon className="mt-0.5 size-4" />
    {children}
  </li>
)

const statistics = (days: number | null) =>
  days === null ? 'Statistics kept for ever' : `Statistics for ${count(days)} days`

/** What a plan has. */
export const PlanCard = ({ plan, current }: { plan: PlanRow; current: boolean }) => (
  <li
    aria-current={current || undefined}
    className={`grid content-start gap-4 rounded-xl border bg-raised p-5 ${current ? 'border-accent ring-1 ring-accent' : 'border-line'}`}
  >
    <div className="flex items-center justify-between gap-2">
      <h3 className="font-mono font-semibold">{plan.title}</h3>
      {current ? <Badge tone="good">yours</Badge> : null}
    </div>
    <p>
      <strong className="font-mono text-xl tabular-nums">{count(plan.links_per_month)}</strong>{' '}
      <span className="text-quiet text-sm">links a month</span>
    </p>
    <ul className="grid gap-2 text-sm">
      <Has>Clicks counted exactly, without limit</Has>
      <Has>{statistics(plan.stats_days)}</Has>
      {plan.passwords ? <Has>Passwords on links</Has> : <Lacks>No passwords on links</Lacks>}
      {plan.api ? <Has>API with keys, for any language</Has> : <Lacks>No API</Lacks>}
    </ul>
  </li>
)
