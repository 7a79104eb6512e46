/** The figures of recording and folding, for /metrics. */
import type { Figure } from '../http/operations.ts'
import type { Folding } from './folding.ts'

/** Clicks as those who write them count them: one process, or all workers together. */
export interface Recorded {
  readonly recorded: number
  readonly lost: number
}

export const figure = (kind: Figure['kind'], name: string, help: string, read: () => number): Figure => ({
  kind,
  name,
  help,
  read,
})

/** What can be counted of clicks between their redirect and the store. */
export const recordingFigures = (clicks: Recorded, folding: Folding): Figure[] => [
  figure('counter', 'fluxly_clicks_recorded_total', 'Clicks written to the spool.', () => clicks.recorded),
  figure(
    'counter',
    'fluxly_clicks_lost_total',
    'Clicks that could not be written; their redirects went out.',
    () => clicks.lost,
  ),
  figure(
    'counter',
    'fluxly_clicks_folded_total',
    'Clicks folded into the store, those left by an earlier server included.',
    () => folding.folded,
  ),
  figure(
    'gauge',
    'fluxly_spool_waiting_clicks',
    'Clicks of this server that wait to be folded.',
    () => clicks.recorded - folding.foldedOwn,
  ),
  figure(
    'gauge',
    'fluxly_spool_waiting_files',
    'Spool files that wait to be folded.',
    () => folding.waitingFiles,
  ),
  figure(
    'counter',
    'fluxly_fold_failures_total',
    'Tries to fold that failed and were made again.',
    () => folding.failures,
  ),
]
