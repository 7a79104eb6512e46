import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Section } from '../../parts/section.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useEndSession, useSessions } from '../../queries/profile.ts'
import type { SessionAnswer } from '../../types.ts'

const wrong = (error: Error) => toast(error.message, { tone: 'wrong' })

const known = (name: string) => name !== '' && name !== 'Other'

/** "Firefox on Linux", as far as it is known. */
function nameOf({ browser, os }: SessionAnswer): string {
  const what = known(browser) ? browser : 'A browser'
  return known(os) ? `${what} on ${os}` : what
}

function SessionRow({ session }: { session: SessionAnswer }) {
  const end = useEndSession()
  return (
    <li className="flex items-center justify-between gap-3 py-2.5 pr-2.5 pl-4 text-sm">
      <div className="grid min-w-0 gap-0.5">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {nameOf(session)}
          {session.current ? <Badge tone="good">this one</Badge> : null}
        </p>
        <p className="text-quiet">
          {session.device === 'other' ? '' : `${session.device} · `}signed in <Time at={session.created_at} />
        </p>
      </div>
      {session.current ? null : (
        <Button
          aria-label={`End ${nameOf(session)}`}
          pending={end.isPending}
          onClick={() =>
            end.mutate(session.session_id, { onSuccess: () => toast('Signed out there'), onError: wrong })
          }
        >
          End
        </Button>
      )}
    </li>
  )
}

function EndOthers() {
  const end = useEndSession()
  return (
    <Button
      pending={end.isPending}
      onClick={() =>
        end.mutate(null, { onSuccess: () => toast('Signed out everywhere else'), onError: wrong })
      }
    >
      End all others
    </Button>
  )
}

/** Browsers that are signed in. */
export function SessionSection() {
  const sessions = useSessions()
  const rows = [...(sessions.data ?? [])].sort((a, b) => Number(b.current) - Number(a.current))
  return (
    <Section title="sessions" actions={rows.length > 1 ? <EndOthers /> : null}>
      {sessions.isPending ? <SkeletonRows rows={2} /> : null}
      {sessions.isError && !sessions.data ? (
        <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />
      ) : null}
      {sessions.data ? (
        <ul aria-label="Sessions" className="divide-y divide-line rounded-xl border border-line bg-raised">
          {rows.map((session) => (
            <SessionRow key={session.session_id} session={session} />
          ))}
        </ul>
      ) : null}
    </Section>
  )
}
