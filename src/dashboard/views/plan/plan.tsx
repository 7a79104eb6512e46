import { Page } from '../../parts/page.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { TEXT_LINK, TextLink } from '../../parts/text-link.tsx'
import { useAccount } from '../../queries/account.ts'
import type { Account } from '../../types.ts'
import { UsageMeter } from './meter.tsx'
import { PlanCard } from './plan-card.tsx'

const Moving = ({ admin }: { admin: boolean }) => (
  <div className="grid max-w-prose gap-3 text-sm">
    {admin ? (
      <p>
        You run this server, so plans are yours to give: under{' '}
        <TextLink to="/dashboard/admin">Admin, Users</TextLink>. A change is in force at once.
      </p>
    ) : (
      <p>
        Ask whoever runs this server: they set your plan, and a change is in force at once. Links and
        statistics stay when you move, in either direction.
      </p>
    )}
    <p>
      When something answers <strong>402</strong>, your plan does not have it, or this month’s links are used
      up. Nothing was changed. The answer names the lowest plan that allows it.{' '}
      <a href="/docs/errors#plan_required" className={TEXT_LINK}>
        More about 402
      </a>
    </p>
  </div>
)

const Plans = ({ account }: { account: Account }) => (
  <>
    <Section title="this month">
      <Card>
        <UsageMeter usage={account.usage} />
      </Card>
    </Section>
    <Section title="plans">
      <ul className="grid gap-4 md:grid-cols-3">
        {account.plans.map((plan) => (
          <PlanCard key={plan.name} plan={plan} current={plan.name === account.plan} />
        ))}
      </ul>
    </Section>
    <Section title="moving to another plan">
      <Moving admin={account.admin} />
    </Section>
  </>
)

/** What the plan has, and what is used of it. */
export function PlanView() {
  const account = useAccount()
  return (
    <Page title="Plan">
      {account.isPending ? <SkeletonRows rows={3} height="h-28" /> : null}
      {account.isError && !account.data ? (
        <ErrorState error={account.error} retry={() => void account.refetch()} />
      ) : null}
      {account.data ? <Plans account={account.data} /> : null}
    </Page>
  )
}
