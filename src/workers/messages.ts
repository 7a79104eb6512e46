/** What the supervisor and its workers tell each other. Everything is plain data. */
import type { LimitTerms, RoomTerms } from '../ports/limits.ts'
import type { Mail } from '../ports/mail.ts'

/** Exit code of a process whose disk refused to keep what was written. */
export const UNSYNCED = 70

/** What only the supervisor knows, because it counts for all workers. */
export type Question =
  | { kind: 'take'; terms: LimitTerms; key: string }
  /** Takes a place, which is known by the number of the question. */
  | { kind: 'enter'; terms: RoomTerms; key: string }
  /** Tells the other workers that the link behind a slug changed, or any link; answered when they have forgotten it. */
  | { kind: 'changed'; slug: string | null }
  | { kind: 'metrics' }

/** Clicks that a worker wrote, and could not write, since its start. */
export interface Counts {
  recorded: number
  lost: number
}

export type ToSupervisor =
  /** Holds its lock on the folder, and can begin. */
  | { type: 'hello' }
  /** Answers requests. */
  | { type: 'ready' }
  /** A spool file will not be written again. */
  | { type: 'sealed'; path: string; clicks: number; counts: Counts }
  /** An empty spool file could not be opened. */
  | { type: 'unusable'; path: string }
  /** An empty spool file was closed. */
  | { type: 'unused'; path: string }
  | { type: 'gave-back'; terms: LimitTerms; key: string }
  /** Left the place that was taken, or asked for in vain, by a question. */
  | { type: 'left'; place: number }
  | { type: 'mail'; mail: Mail }
  | { type: 'ask'; id: number; question: Question }
  /** The answer to `count`; the figures are those of prom-client. */
  /** The answer to `forget`. */
  | { type: 'forgot'; id: number }
  | { type: 'counted'; id: number; counts: Counts; figures: object[] }

export type ToWorker =
  /** Begins, with empty spool files. */
  | { type: 'begin'; file: string }
  | { type: 'supply'; path: string }
  | { type: 'release'; path: string }
  | { type: 'count'; id: number }
  /** The link behind a slug changed, or any link. */
  | { type: 'forget'; id: number; slug: string | null }
  /** `done` is false where the question could not be answered. */
  | { type: 'answer'; id: number; done: boolean; answer: unknown }
  | { type: 'stop' }
