import type { ReactNode } from 'react'
import type { Problem } from '../api.ts'
import { Button } from './button.tsx'
import { Dialog, DialogButtons } from './dialog.tsx'
import { ProblemNote } from './note.tsx'

interface Props {
  /** What is asked. */
  title: string
  /** What happens then. */
  children: ReactNode
  /** The word that does it. */
  yes: string
  pending: boolean
  problem: Problem | null
  onYes: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone. */
export const Question = ({ title, children, yes, pending, problem, onYes, onClose }: Props) => (
  <Dialog title={title} onClose={onClose}>
    <div className="grid gap-2 text-sm">{children}</div>
    <ProblemNote problem={problem} />
    <DialogButtons>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="danger" pending={pending} onClick={onYes}>
        {yes}
      </Button>
    </DialogButtons>
  </Dialog>
)
