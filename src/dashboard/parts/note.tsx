import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Problem } from '../api.ts'
import { waitWords } from '../form.ts'

const TONES = {
  plain: 'border-line bg-code',
  warn: 'border-warn bg-warn-soft',
  wrong: 'border-wrong bg-wrong-soft',
} as const

/** Words that stand out a little. */
export function Note({ tone = 'plain', children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return <div className={`rounded-xl border px-4 py-3 text-sm ${TONES[tone]}`}>{children}</div>
}

/** A refusal that belongs to no single field: its words, and with 402 the way up. Nothing where there is none. */
export function ProblemNote({ problem }: { problem: Problem | null }) {
  if (!problem) return null
  const way = problem.status === 402
  return (
    <div role="alert">
      <Note tone={way ? 'warn' : 'wrong'}>
        {problem.detail} {waitWords(problem)}
        {way ? (
          <Link to="/dashboard/plan" className="font-semibold underline underline-offset-4">
            See the plans
          </Link>
        ) : null}
      </Note>
    </div>
  )
}

/** The same under a form, whose fields say for themselves what is wrong with them. */
export const FormProblem = ({ problem }: { problem: Problem | null }) =>
  problem?.code === 'invalid_fields' ? null : <ProblemNote problem={problem} />
