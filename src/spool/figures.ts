/** The figures of recording and folding, for /metrics. */
import type { Figure } from '../http/operations.ts'

/** What can be counted of recording and folding. */
export interface RecordingFigures {
  recorded(): number
  lost(): number
  /** Clicks folded since the start, those left by an earlier server included. */
  folded(): number
  /** Clicks of this server that are not folded yet. */
  waitingClicks(): number
  /** Files that wait to be folded or are being folded. */
  waitingFiles(): number
  failures(): number
}

export const figure = (kind: Figure['kind'], name: string, help: string, read: () => number): Figure => ({
  kind,
  name,
  help,
  read,
})

export const recordingFigures = (of: RecordingFigures): Figure[] => [
  figure('counter', 'fluxly_clicks_recorded_total', 'Clicks written to the spool.', of.recorded),
  figure(
    'counter',
    'fluxly_clicks_lost_total',
    'Clicks that could not be written; their redirects went out.',
    of.lost,
  ),
  figure(
    'counter',
    'fluxly_clicks_folded_total',
    'Clicks folded into the store, those left by an earlier server included.',
    of.folded,
  ),
  figure(
    'gauge',
    'fluxly_spool_waiting_clicks',
    'Clicks of this server that wait to be folded.',
    of.waitingClicks,
  ),
  figure('gauge', 'fluxly_spool_waiting_files', 'Spool files that wait to be folded.', of.waitingFiles),
  figure(
    'counter',
    'fluxly_fold_failures_total',
    'Tries to fold that failed and were made again.',
    of.failures,
  ),
]
