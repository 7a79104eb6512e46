import { Page } from '../../parts/page.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { useAccount } from '../../queries/account.ts'
import type { Account } from '../../types.ts'
import { DeletionSection } from './deletion.tsx'
import { ExportSection } from './export.tsx'
import { FactorSection } from './factor.tsx'
import { PasskeySection } from './passkeys.tsx'
import { PasswordSection } from './password.tsx'
import { ProfileSection } from './profile.tsx'
import { SessionSection } from './sessions.tsx'

const Sections = ({ account }: { account: Account }) => (
  <div className="grid max-w-3xl gap-8">
    <ProfileSection account={account} />
    <PasswordSection account={account} />
    <FactorSection account={account} />
    <PasskeySection />
    <SessionSection />
    <ExportSection />
    <DeletionSection account={account} />
  </div>
)

/** Everything about one's own account. */
export function AccountView() {
  const account = useAccount()
  return (
    <Page title="Account">
      {account.isPending ? <SkeletonRows rows={5} height="h-28" /> : null}
      {account.isError && !account.data ? (
        <ErrorState error={account.error} retry={() => void account.refetch()} />
      ) : null}
      {account.data ? <Sections account={account.data} /> : null}
    </Page>
  )
}
