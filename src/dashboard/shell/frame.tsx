/** What stands around the pages. */
import { Link, Outlet } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Toasts } from '../parts/toasts.tsx'
import { useAccount } from '../queries/account.ts'
import { BottomBar } from './bottom-bar.tsx'
import { useDashboardKeys } from './keys.ts'
import { Mark } from './mark.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'
import { Sidebar } from './sidebar.tsx'

function skip(): void {
  const main = document.getElementById('main')
  main?.focus()
  main?.scrollIntoView()
}

const SkipLink = () => (
  <button
    type="button"
    onClick={skip}
    className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-4 py-2 font-semibold text-on-accent text-sm focus-visible:translate-y-0"
  >
    Skip to the content
  </button>
)

/** The frame of the dashboard: a side or a foot to go places, and the page. */
export function DashboardFrame() {
  const { data: account } = useAccount()
  const [helping, setHelping] = useState(false)
  const help = useCallback(() => setHelping(true), [])
  useDashboardKeys(account?.admin ?? false, help)
  return (
    <div className="md:flex">
      <SkipLink />
      <header className="flex items-center border-line border-b px-4 py-1 md:hidden">
        <Link to="/dashboard" className="tap flex items-center">
          <Mark />
        </Link>
      </header>
      <Sidebar account={account} onHelp={help} />
      <main
        id="main"
        tabIndex={-1}
        className="min-w-0 flex-1 px-4 pt-6 pb-28 outline-none sm:px-6 md:px-10 md:pt-8 md:pb-16"
      >
        <Outlet />
      </main>
      <BottomBar account={account} />
      <Toasts />
      {helping ? <ShortcutHelp onClose={() => setHelping(false)} /> : null}
    </div>
  )
}

/** The frame of pages for who is not signed in: one narrow column. */
export function PublicFrame() {
  return (
    <div className="mx-auto grid max-w-sm gap-8 px-5 pt-[clamp(2rem,12vh,7rem)] pb-12">
      <header>
        <a href="/" className="tap inline-flex items-center">
          <Mark />
        </a>
      </header>
      <main id="main">
        <Outlet />
      </main>
      <Toasts />
    </div>
  )
}
