import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useInvitations, useWithdraw } from '../../queries/admin.ts'
import type { InvitationAnswer } from '../../types.ts'

const isOver = ({ expires_at }: InvitationAnswer) => new Date(expires_at) <= new Date()

function State({ invitation }: { invitation: InvitationAnswer }) {
  if (invitation.accepted_at) return <Badge tone="good">taken</Badge>
  if (isOver(invitation)) return <Badge>run out</Badge>
  return <Badge tone="warn">open</Badge>
}

function InvitationRow({ invitation }: { invitation: InvitationAnswer }) {
  const withdraw = useWithdraw()
  const { invitation_id, email, created_at, expires_at, accepted_at } = invitation
  return (
    <li className="flex items-center justify-between gap-3 py-2.5 pr-2.5 pl-4 text-sm">
      <div className="grid min-w-0 gap-0.5">
        <p className="flex min-w-0 items-center gap-2 font-medium">
          <span className="truncate" title={email}>
            {email}
          </span>
          <State invitation={invitation} />
        </p>
        <p className="text-quiet">
          invited <Time at={created_at} />
          {accepted_at || isOver(invitation) ? null : (
            <>
              {' '}
              · ends <Time at={expires_at} />
            </>
          )}
        </p>
      </div>
      {accepted_at ? null : (
        <Button
          aria-label={`Withdraw the invitation of ${email}`}
          pending={withdraw.isPending}
          onClick={() =>
            withdraw.mutate(invitation_id, {
              onSuccess: () => toast('Withdrawn', { code: email }),
              onError: (error) => toast(error.message, { tone: 'wrong' }),
            })
          }
        >
          Withdraw
        </Button>
      )}
    </li>
  )
}

/** Who was invited. */
export function InvitationList() {
  const invitations = useInvitations()
  if (invitations.isPending) return <SkeletonRows rows={2} />
  if (invitations.isError && !invitations.data)
    return <ErrorState error={invitations.error} retry={() => void invitations.refetch()} />
  if (invitations.data.length === 0)
    return <EmptyState title="Nobody is invited">An invitation is a link that makes one account.</EmptyState>
  return (
    <ul aria-label="Invitations" className="divide-y divide-line rounded-xl border border-line bg-raised">
      {invitations.data.map((invitation) => (
        <InvitationRow key={invitation.invitation_id} invitation={invitation} />
      ))}
    </ul>
  )
}
