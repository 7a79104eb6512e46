import { useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { ExitIcon, MoreIcon } from '../parts/icons.tsx'
import { useSignOut } from '../queries/account.ts'
import type { Account } from '../types.ts'
import { PlaceLink } from './place-link.tsx'
import { isAt, type Place, placesFor } from './places.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { Usage } from './usage.tsx'

const ENTRY =
  'flex min-h-14 flex-1 flex-col items-center justify-center gap-1 font-mono text-[0.6875rem] text-quiet aria-[current=page]:text-accent'

interface SheetProps {
  account: Account | undefined
  places: Place[]
  path: string
  onClose: () => void
}

function MoreSheet({ account, places, path, onClose }: SheetProps) {
  const signOut = useSignOut()
  return (
    <Dialog title={account?.email ?? 'more'} onClose={onClose}>
      <nav aria-label="More" className="-mx-2 grid">
        {places.map((place) => (
          <PlaceLink
            key={place.to}
            place={place}
            path={path}
            onClick={onClose}
            className="flex min-h-12 items-center gap-3 rounded-lg px-2 font-mono text-sm aria-[current=page]:text-accent"
          />
        ))}
      </nav>
      {account ? <Usage account={account} /> : null}
      <div className="flex items-center justify-between gap-3">
        <ThemeSwitch />
        <Button look="quiet" pending={signOut.isPending} onClick={() => signOut.mutate()}>
          <ExitIcon />
          Sign out
        </Button>
      </div>
    </Dialog>
  )
}

/** The foot of the dashboard on phones, where thumbs are. */
export function BottomBar({ account }: { account: Account | undefined }) {
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const places = placesFor(account?.admin ?? false)
  const rest = places.filter(({ main }) => !main)
  return (
    <>
      <nav
        aria-label="Dashboard"
        className="fixed inset-x-0 bottom-0 z-30 flex border-line border-t bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        {places
          .filter(({ main }) => main)
          .map((place) => (
            <PlaceLink key={place.to} place={place} path={path} className={ENTRY} />
          ))}
        <button
          type="button"
          className={ENTRY}
          aria-haspopup="dialog"
          aria-current={rest.some((place) => isAt(place, path)) ? 'page' : undefined}
          onClick={() => setOpen(true)}
        >
          <MoreIcon className="size-5" />
          More
        </button>
      </nav>
      {open ? <MoreSheet account={account} places={rest} path={path} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
