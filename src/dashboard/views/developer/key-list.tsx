import { useRef, useState } from 'react'
import { problemIn } from '../../form.ts'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/question.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useKeys, useRevokeKey } from '../../queries/keys.ts'
import type { KeyAnswer } from '../../types.ts'

function RevokeQuestion({ shown, onClose }: { shown: KeyAnswer; onClose: () => void }) {
  const revoke = useRevokeKey()
  const yes = () =>
    revoke.mutate(shown, {
      onSuccess: () => {
        toast('Revoked', { code: shown.name })
        onClose()
      },
    })
  return (
    <Question
      title="revoke this key?"
      yes="Revoke"
      pending={revoke.isPending}
      problem={problemIn(revoke.error)}
      onYes={yes}
      onClose={onClose}
    >
      <p>
        Programs that use <strong>{shown.name}</strong> (<code className="font-mono">{shown.start}…</code>)
        get 401 from now on. Its links stay. This cannot be undone.
      </p>
    </Question>
  )
}

function KeyRow({ shown, onRevoke }: { shown: KeyAnswer; onRevoke: () => void }) {
  const { name, start, created_at, last_used_at, revoked_at } = shown
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 py-3 pr-3 pl-4 md:grid-cols-[minmax(0,1fr)_auto_5.5rem]">
      <div className="grid min-w-0 gap-0.5">
        <p className="flex min-w-0 items-center gap-2 font-medium text-sm">
          <span className="truncate">{name}</span>
          {revoked_at ? <Badge tone="wrong">revoked</Badge> : null}
        </p>
        <code className="font-mono text-quiet text-sm">{start}…</code>
      </div>
      <p className="text-quiet text-sm max-md:row-start-2">
        made <Time at={created_at} />
        <span aria-hidden="true"> · </span>
        {last_used_at ? (
          <>
            last used <Time at={last_used_at} />
          </>
        ) : (
          'never used'
        )}
      </p>
      {revoked_at ? null : (
        <Button aria-label={`Revoke ${name}`} className="max-md:row-span-2" onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  )
}

const living = ({ revoked_at }: KeyAnswer) => revoked_at === null

/** The keys, living ones first. */
export function KeyList() {
  const keys = useKeys()
  const list = useRef<HTMLUListElement>(null)
  const [asked, setAsked] = useState<KeyAnswer | null>(null)
  if (keys.isPending) return <SkeletonRows rows={3} />
  if (keys.isError && !keys.data) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />
  if (keys.data.length === 0)
    return (
      <EmptyState title="No keys yet">
        With a key your programs make links, read their clicks and manage them, in any language: one token,
        JSON in and out.
      </EmptyState>
    )
  const rows = [...keys.data.filter(living), ...keys.data.filter((one) => !living(one))]
  return (
    <>
      <ul
        ref={list}
        tabIndex={-1}
        aria-label="Keys"
        className="divide-y divide-line rounded-xl border border-line bg-raised outline-none"
      >
        {rows.map((one) => (
          <KeyRow key={one.key_id} shown={one} onRevoke={() => setAsked(one)} />
        ))}
      </ul>
      {asked ? (
        <RevokeQuestion
          shown={asked}
          onClose={() => {
            setAsked(null)
            list.current?.focus({ preventScroll: true })
          }}
        />
      ) : null}
    </>
  )
}
