/** PostgreSQL being away: what is thrown then. */
import { DatabaseError } from 'pg'

/** SQLSTATE for a connection that failed: what asks is refused with 503. */
const CONNECTION_FAILURE = '08006'
/**
 * Errors that end a connection, or make it useless: PostgreSQL stops or starts, it waited too long for us, a standby
 * answers where the primary did before. Told by their codes: the severity's name is in the server's language.
 */
const ENDING = /^(08|57P|25006|25P0[34])/
/** Every connection is taken: it passes. */
const FULL = /^53/

/** A connection that cannot be had, broke, or does not answer. What was asked over it may or may not have been done. */
export class DatabaseAway extends Error {
  readonly code = CONNECTION_FAILURE

  constructor(cause: unknown) {
    const what = isBroken(cause) ? 'PostgreSQL does not answer' : 'PostgreSQL refuses the connection'
    super(`${what}: ${(cause as Error).message || String(cause)}`, { cause })
    this.name = 'DatabaseAway'
  }
}

/** Whether an error says more about the connection than about what was asked. */
export const isBroken = (error: unknown): boolean =>
  !(error instanceof DatabaseError) || ENDING.test(error.code ?? '')

/** Whether PostgreSQL may answer later without anybody changing a setting; a wrong password stays wrong. */
export const passes = (error: unknown): boolean =>
  error instanceof DatabaseAway &&
  (isBroken(error.cause) || FULL.test((error.cause as DatabaseError).code ?? ''))
