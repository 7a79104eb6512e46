/** What stands where data will be, is not yet, or could not come. */
import type { ReactNode } from 'react'
import { problemIn, waitWords } from '../form.ts'
import { Button } from './button.tsx'

/** Nothing here yet, and the way forward. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-2 rounded-xl border border-edge border-dashed px-6 py-12 text-center">
      <p className="font-mono font-semibold">{title}</p>
      {children ? <div className="max-w-prose text-balance text-quiet text-sm">{children}</div> : null}
    </div>
  )
}

/** What went wrong, in words, and another try. A 401 shows nothing: the way to the sign-in is already taken. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = problemIn(error)
  if (!problem || problem.status === 401) return null
  return (
    <div
      role="alert"
      className="grid justify-items-start gap-3 rounded-xl border border-wrong bg-wrong-soft p-5"
    >
      <p className="font-medium text-sm">
        {problem.detail} {waitWords(problem)}
      </p>
      {problem.requestId ? <code className="font-mono text-xs">request {problem.requestId}</code> : null}
      {retry ? <Button onClick={retry}>Try again</Button> : null}
    </div>
  )
}

/** A grey place of the size of what comes; `className` gives it the size. */
export const Skeleton = ({ className }: { className: string }) => <div className={`skeleton ${className}`} />

/** Lines of a list that is on its way. */
export function SkeletonRows({ rows = 4, height = 'h-16' }: { rows?: number; height?: string }) {
  return (
    <div aria-busy="true" className="grid gap-2">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={height} />
      ))}
    </div>
  )
}
