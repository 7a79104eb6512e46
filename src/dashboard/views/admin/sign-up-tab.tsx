import { Card, Section } from '../../parts/section.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useChangeSettings, useSettings } from '../../queries/admin.ts'
import type { Site } from '../../types.ts'
import { InvitationList } from './invitation-list.tsx'
import { InviteForm } from './invite-form.tsx'

type Policy = Site['sign_up']

const CHOICES: { value: Policy; label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'invitation', label: 'By invitation' },
  { value: 'closed', label: 'Closed' },
]

const MEANING: Record<Policy, string> = {
  open: 'Everybody can make an account, and confirms their address by mail.',
  invitation: 'Only whom you invite can make an account.',
  closed:
    'Nobody makes an account here without you: links of invitations go on working until you withdraw them.',
}

function PolicyChoice() {
  const settings = useSettings()
  const change = useChangeSettings()
  if (settings.isPending) return <SkeletonRows rows={1} />
  if (settings.isError && !settings.data)
    return <ErrorState error={settings.error} retry={() => void settings.refetch()} />
  const policy = change.isPending ? change.variables.sign_up : settings.data.sign_up
  const choose = (sign_up: Policy) =>
    change.mutate(
      { sign_up },
      {
        onSuccess: () => toast('Saved'),
        onError: (error) => toast(error.message, { tone: 'wrong' }),
      },
    )
  return (
    <Card className="grid justify-items-start gap-3">
      <Segmented label="Who can make an account" value={policy} choices={CHOICES} onChange={choose} />
      <p className="text-quiet text-sm">{MEANING[policy]}</p>
    </Card>
  )
}

/** Who can make an account, and who was invited. */
export const SignUpTab = () => (
  <div className="grid gap-8">
    <Section title="who can make an account">
      <PolicyChoice />
    </Section>
    <Section title="invitations">
      <InviteForm />
      <InvitationList />
    </Section>
  </div>
)
