/** What the thread that folds is told, and what it tells. Everything is plain data. */
import type { Config } from '../config/config.ts'
import type { EnrichingSettings } from './enriching.ts'

export type FoldThreadSettings = Pick<Config, 'dataDir' | 'databaseUrl' | 'clickHouse' | 'plans'> &
  EnrichingSettings

export type ToFoldThread =
  | { type: 'start'; settings: FoldThreadSettings }
  /** A file of this process that is not written any more. */
  | { type: 'fold'; path: string }
  /** A file whose process died. */
  | { type: 'adopt'; path: string }
  /** Makes an empty file ready. */
  | { type: 'supply' }
  | { type: 'stop' }

export type FromFoldThread =
  | { type: 'started' }
  | { type: 'supplied'; path: string }
  | { type: 'opened'; path: string }
  /** Done with a file; of a damaged one, as far as it could be read. */
  | { type: 'folded'; path: string; clicks: number }
  /** A file was damaged and is kept under this path. */
  | { type: 'damaged'; path: string; error: string }
  /** So many turns of clicks in a file whose process died cannot be trusted, and are left out. */
  | { type: 'torn'; path: string; turns: number }
  | { type: 'failed'; what: string; error: string }
  /** The clock on the wall jumped by so many milliseconds. */
  | { type: 'clock-jumped'; ms: number }
  | { type: 'kept-house'; clicks: number; links: number }
  | { type: 'stopped' }
