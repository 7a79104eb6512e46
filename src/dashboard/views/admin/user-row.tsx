import { Badge } from '../../parts/badge.tsx'
import { Select } from '../../parts/input.tsx'
import { Time } from '../../parts/time.tsx'
import { toast } from '../../parts/toast-store.ts'
import { planTitle, useAccount } from '../../queries/account.ts'
import { useChangeUser } from '../../queries/admin.ts'
import type { PlanName, UserAnswer } from '../../types.ts'
import { count, plural } from '../../words.ts'
import { UserMenu } from './user-menu.tsx'

function PlanChoice({ user }: { user: UserAnswer }) {
  const change = useChangeUser(user.user_id)
  const { data: account } = useAccount()
  if (!account) return null
  const choose = (plan: PlanName) =>
    change.mutate(
      { plan },
      {
        onSuccess: () => toast(`${planTitle(account, plan)} for ${user.email}`),
        onError: (error) => toast(error.message, { tone: 'wrong' }),
      },
    )
  return (
    <Select
      aria-label={`Plan of ${user.email}`}
      value={change.isPending ? change.variables.plan : user.plan}
      disabled={change.isPending}
      onChange={({ target }) => choose(target.value as PlanName)}
    >
      {account.plans.map(({ name, title }) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </Select>
  )
}

const Badges = ({ user, self }: { user: UserAnswer; self: boolean }) => (
  <>
    {self ? <Badge tone="good">you</Badge> : null}
    {user.admin ? <Badge>operator</Badge> : null}
    {user.disabled ? <Badge tone="wrong">disabled</Badge> : null}
    {user.email_verified ? null : <Badge tone="warn">not confirmed</Badge>}
  </>
)

/** Somebody with an account. */
export function UserRow({ user }: { user: UserAnswer }) {
  const { data: account } = useAccount()
  const self = account?.user_id === user.user_id
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 py-2.5 pr-2 pl-4 md:grid-cols-[minmax(0,1fr)_auto_auto]">
      <div className="grid min-w-0 gap-0.5">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-medium text-sm" title={user.email}>
            {user.email}
          </span>
          <Badges user={user} self={self} />
        </p>
        <p className="text-quiet text-sm">
          {user.name === '' ? '' : `${user.name} · `}
          {plural(user.links, 'link')}, {count(user.links_this_month)} this month · joined{' '}
          <Time at={user.created_at} />
        </p>
      </div>
      <div className="w-36 max-md:order-last">
        <PlanChoice user={user} />
      </div>
      <UserMenu user={user} self={self} />
    </li>
  )
}
