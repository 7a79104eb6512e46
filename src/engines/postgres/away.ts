/** PostgreSQL being away: what is thrown then, and saying so once, however many connections notice. */
import { DatabaseError } from 'pg'

/** SQLSTATE for a connection that failed: what asks is refused with 503. */
const CONNECTION_FAILURE = '08006'
/**
 * Errors that end a connection, or make it useless: PostgreSQL stops or starts, it waited too long for us, a standby
 * answers where the primary did before. Told by their codes: the severity's name is in the server's language.
 */
const ENDING = /^(08|57P|25006|25P0[34])/

/** A connection that cannot be had, broke, or does not answer. What was asked over it may or may not have been done. */
export class DatabaseAway extends Error {
  readonly code = CONNECTION_FAILURE

  constructor(cause: unknown) {
    super(`PostgreSQL does not answer: ${(cause as Error).message || String(cause)}`, { cause })
    this.name = 'DatabaseAway'
  }
}

/** Whether an error says more about the connection than about what was asked. */
export const isBroken = (error: unknown): boolean =>
  !(error instanceof DatabaseError) || ENDING.test(error.code ?? '')

/** Where news of the connection goes. */
export type Report = (message: string, error?: unknown) => void

/** The first to fail is reported, and then the first to be answered again. */
export class Outage {
  readonly #report: Report
  #away = false

  constructor(report: Report) {
    this.#report = report
  }

  failed(error: unknown): void {
    if (this.#away) return
    this.#away = true
    this.#report(
      'PostgreSQL does not answer; remembered links lead on and clicks wait in the spool, all else is refused (503)',
      error,
    )
  }

  answered(): void {
    if (!this.#away) return
    this.#away = false
    this.#report('PostgreSQL answers again')
  }
}
