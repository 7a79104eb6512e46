/** What the log hears of the thread that folds. */
import type { Log } from '../ports/log.ts'
import type { FromFoldThread } from './fold-messages.ts'

const SAY_AGAIN_AFTER = 60_000
const NOTHING_FAILS = { what: '', said: 0 }

export class FoldLog {
  readonly #log: Log
  #failing = NOTHING_FAILS

  constructor(log: Log) {
    this.#log = log
  }

  /** Says what the operator should hear of a message. */
  hear(message: FromFoldThread): void {
    if (message.type === 'kept-house') this.#log.debug({ ...message }, 'house was kept')
    if (message.type === 'clock-jumped')
      this.#log.warn(
        { seconds: Math.round(message.ms / 1000) },
        'the clock jumped; for an hour nothing that is past its time is taken away',
      )
    if (message.type === 'torn')
      this.#log.error(
        { file: message.path, turns: message.turns },
        'the log of a spool file was damaged; its last clicks are lost',
      )
    if (message.type === 'damaged')
      this.#log.error(
        { file: message.path, error: message.error },
        'a spool file is damaged; what could not be read of it is kept',
      )
    if (message.type === 'failed') this.#reportFailure(message.what, message.error)
    if (message.type === 'folded') this.#failing = NOTHING_FAILS
  }

  /** What fails is tried again and again: the log hears of it once, and then once a minute until a file is folded. */
  #reportFailure(what: string, error: string): void {
    if (what === this.#failing.what && performance.now() - this.#failing.said < SAY_AGAIN_AFTER) return
    this.#failing = { what, said: performance.now() }
    this.#log.warn({ what, error }, 'the fold thread could not do its work, and tries again')
  }
}
