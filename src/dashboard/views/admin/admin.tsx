import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Note } from '../../parts/note.tsx'
import { Page } from '../../parts/page.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { useAccount } from '../../queries/account.ts'
import { useQueryState } from '../../shell/address.ts'
import { LinksTab } from './links-tab.tsx'
import { MailTab } from './mail-tab.tsx'
import { SignUpTab } from './sign-up-tab.tsx'
import { UsersTab } from './users-tab.tsx'

/** Panels by the word that stands in the address. */
const PANELS: { word: string; name: string; content: ReactNode }[] = [
  { word: 'users', name: 'Users', content: <UsersTab /> },
  { word: 'links', name: 'Links', content: <LinksTab /> },
  { word: 'sign-up', name: 'Sign-up', content: <SignUpTab /> },
  { word: 'mail', name: 'Mail', content: <MailTab /> },
]

function Panels() {
  const [{ tab }] = useQueryState()
  const navigate = useNavigate()
  const shown = PANELS.find(({ word }) => word === tab) ?? PANELS[0]
  const go = (name: string) => {
    const word = PANELS.find((panel) => panel.name === name)?.word
    void navigate({ to: '.', search: { tab: word }, replace: true, resetScroll: false })
  }
  return (
    <Tabs
      label="Admin"
      tabs={PANELS.map(({ name, content }) => ({ name, content: <div className="pt-3">{content}</div> }))}
      at={{ name: shown?.name ?? '', onChange: go }}
    />
  )
}

/** What who runs this server can see and change. */
export function AdminView() {
  const account = useAccount()
  return (
    <Page title="Admin">
      {account.isPending ? <SkeletonRows rows={4} /> : null}
      {account.isError && !account.data ? (
        <ErrorState error={account.error} retry={() => void account.refetch()} />
      ) : null}
      {account.data && !account.data.admin ? (
        <Note>This page is for whoever runs this server. Your account is not among them.</Note>
      ) : null}
      {account.data?.admin ? <Panels /> : null}
    </Page>
  )
}
