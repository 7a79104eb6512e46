import type { ReactNode } from 'react'
import { Note } from '../../parts/note.tsx'
import { Page } from '../../parts/page.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { TEXT_LINK, TextLink } from '../../parts/text-link.tsx'
import { planOf, planWith, useAccount } from '../../queries/account.ts'
import { useKeys } from '../../queries/keys.ts'
import type { Account } from '../../types.ts'
import { GenerateKey } from './generate.tsx'
import { KeyList } from './key-list.tsx'

const GIVES: [string, string][] = [
  ['Links by the thousand', 'One POST makes a link, with your own slug, an expiry and a password.'],
  ['Clicks in your own reports', 'Totals, days, referrers, devices and countries as JSON, or as CSV.'],
  ['Any language', 'REST and one bearer token: curl, Node and Python examples run as they are.'],
]

/** What the API would bring, for plans without it. */
function WayUp({ account }: { account: Account }) {
  const plan = planWith(account, 'api')
  return (
    <Card className="grid gap-5">
      <p className="max-w-prose">
        The API is part of <strong>{plan?.title ?? 'another plan'}</strong>; yours is {planOf(account)?.title}
        . <TextLink to="/dashboard/plan">See the plans</TextLink>
      </p>
      <ul className="grid gap-4 text-sm md:grid-cols-3">
        {GIVES.map(([title, text]) => (
          <li key={title} className="grid content-start gap-1">
            <p className="font-semibold">{title}</p>
            <p className="text-quiet">{text}</p>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Keys from before stay, and are told what they answer now. */
function OldKeys() {
  const keys = useKeys()
  if (!keys.data?.some(({ revoked_at }) => revoked_at === null)) return null
  return (
    <Section title="your keys">
      <Note tone="warn">
        In your plan these keys answer 402. They work again, unchanged, as soon as the plan has the API.
      </Note>
      <KeyList />
    </Section>
  )
}

function Keys({ account }: { account: Account }): ReactNode {
  if (!planOf(account)?.api)
    return (
      <>
        <WayUp account={account} />
        <OldKeys />
      </>
    )
  return (
    <>
      <Section title="new key">
        <GenerateKey />
      </Section>
      <Section title="your keys">
        <KeyList />
      </Section>
    </>
  )
}

/** Keys for programs. */
export function DeveloperView() {
  const account = useAccount()
  return (
    <Page
      title="Developer API"
      actions={
        <p className="flex gap-4 text-sm">
          <a href="/docs" className={TEXT_LINK}>
            Documentation
          </a>
          <a href="/reference" className={TEXT_LINK}>
            Reference
          </a>
        </p>
      }
    >
      {account.isPending ? <SkeletonRows rows={3} /> : null}
      {account.isError && !account.data ? (
        <ErrorState error={account.error} retry={() => void account.refetch()} />
      ) : null}
      {account.data ? <Keys account={account.data} /> : null}
    </Page>
  )
}
