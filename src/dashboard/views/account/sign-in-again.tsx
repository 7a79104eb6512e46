import type { Problem } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { Note, ProblemNote } from '../../parts/note.tsx'
import { useSignOut } from '../../queries/account.ts'

/** A refusal, and where it asks for a fresh sign-in, the way there and back. */
export function FreshNote({ problem }: { problem: Problem | null }) {
  const signOut = useSignOut()
  if (problem?.code !== 'sign_in_again') return <ProblemNote problem={problem} />
  return (
    <div role="alert">
      <Note tone="warn">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p>For this you have to have signed in within the last 10 minutes.</p>
          <Button pending={signOut.isPending} onClick={() => signOut.mutate('/dashboard/account')}>
            Sign in again
          </Button>
        </div>
      </Note>
    </div>
  )
}
