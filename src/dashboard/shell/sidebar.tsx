import { Link, useRouterState } from '@tanstack/react-router'
import { IconButton } from '../parts/button.tsx'
import { ExitIcon, KeyboardIcon } from '../parts/icons.tsx'
import { useSignOut } from '../queries/account.ts'
import type { Account } from '../types.ts'
import { Mark } from './mark.tsx'
import { PlaceLink } from './place-link.tsx'
import { placesFor } from './places.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { Usage } from './usage.tsx'

const ENTRY =
  'tap relative flex items-center gap-3 rounded-lg px-3 font-mono text-[0.8125rem] text-quiet hover:bg-code hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent aria-[current=page]:font-semibold'

function Places({ admin }: { admin: boolean }) {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  return (
    <nav aria-label="Dashboard" className="grid gap-0.5">
      {placesFor(admin).map((place) => (
        <PlaceLink key={place.to} place={place} path={path} className={ENTRY} />
      ))}
    </nav>
  )
}

/** The side of the dashboard on wide screens. */
export function Sidebar({ account, onHelp }: { account: Account | undefined; onHelp: () => void }) {
  const signOut = useSignOut()
  return (
    <header className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col gap-6 overflow-y-auto border-line border-r px-4 py-5 md:flex">
      <Link to="/dashboard" className="tap flex items-center px-3">
        <Mark />
      </Link>
      <Places admin={account?.admin ?? false} />
      <div className="mt-auto grid gap-3">
        {account ? <Usage account={account} /> : <div className="skeleton h-20" />}
        <p className="truncate px-1 text-quiet text-xs" title={account?.email}>
          {account?.email ?? ' '}
        </p>
        <div className="flex items-center justify-between">
          <ThemeSwitch />
          <IconButton label="Keys" onClick={onHelp}>
            <KeyboardIcon />
          </IconButton>
          <IconButton label="Sign out" onClick={() => signOut.mutate()}>
            <ExitIcon />
          </IconButton>
        </div>
      </div>
    </header>
  )
}
