import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { problemIn } from '../../form.ts'
import { AdminIcon, LinkIcon, OffIcon } from '../../parts/icons.tsx'
import { Menu, type MenuEntry } from '../../parts/menu.tsx'
import { Question } from '../../parts/question.tsx'
import { toast } from '../../parts/toast-store.ts'
import { type UserChange, useChangeUser } from '../../queries/admin.ts'
import type { UserAnswer } from '../../types.ts'

/** Something about a user that is asked before it is done. */
interface Asked {
  title: string
  text: string
  yes: string
  change: UserChange
  done: string
}

const rights = ({ admin, email }: UserAnswer): Asked =>
  admin
    ? {
        title: 'take the operator’s rights?',
        text: `${email} keeps the account, and no longer sees users, invitations and other people’s links.`,
        yes: 'Take the rights',
        change: { admin: false },
        done: 'No longer an operator',
      }
    : {
        title: 'make this user an operator?',
        text: `${email} will see and change all users, invitations and links, as you do.`,
        yes: 'Make operator',
        change: { admin: true },
        done: 'Now an operator',
      }

const resting = ({ disabled, email }: UserAnswer): Asked =>
  disabled
    ? {
        title: 'enable this user?',
        text: `${email} can sign in again; their links and keys work again.`,
        yes: 'Enable',
        change: { disabled: false },
        done: 'Enabled',
      }
    : {
        title: 'disable this user?',
        text: `${email} is signed out and cannot sign in; their keys are refused and their links lead nowhere. Nothing is deleted: you can enable them again.`,
        yes: 'Disable',
        change: { disabled: true },
        done: 'Disabled',
      }

function AskedQuestion({ user, asked, onClose }: { user: UserAnswer; asked: Asked; onClose: () => void }) {
  const change = useChangeUser(user.user_id)
  const yes = () =>
    change.mutate(asked.change, {
      onSuccess: () => {
        toast(asked.done, { code: user.email })
        onClose()
      },
    })
  return (
    <Question
      title={asked.title}
      yes={asked.yes}
      pending={change.isPending}
      problem={problemIn(change.error)}
      onYes={yes}
      onClose={onClose}
    >
      <p className="break-words">{asked.text}</p>
    </Question>
  )
}

/** What can be done about a user. Nobody locks themselves out. */
export function UserMenu({ user, self }: { user: UserAnswer; self: boolean }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const navigate = useNavigate()
  const links: MenuEntry = {
    label: 'Links of this user',
    icon: <LinkIcon />,
    run: () => void navigate({ to: '.', search: { tab: 'links', user: user.user_id } }),
  }
  const others: MenuEntry[] = [
    {
      label: user.admin ? 'Take operator’s rights' : 'Make operator',
      icon: <AdminIcon />,
      run: () => setAsked(rights(user)),
    },
    {
      label: user.disabled ? 'Enable' : 'Disable',
      icon: <OffIcon />,
      danger: !user.disabled,
      run: () => setAsked(resting(user)),
    },
  ]
  return (
    <>
      <Menu label={`More for ${user.email}`} entries={self ? [links] : [links, ...others]} />
      {asked ? <AskedQuestion user={user} asked={asked} onClose={() => setAsked(null)} /> : null}
    </>
  )
}
