/** Browsers that are signed in, as they are kept. */

/** A browser that is signed in. */
export interface SessionRecord {
  /** `ses_` and 12 lower-case letters or digits. */
  id: string
  userAgent: string
  createdAt: number
  expiresAt: number
}

export interface Sessions {
  /** Living sessions of a user, newest first. */
  list(userId: string, now: number): Promise<SessionRecord[]>
  /** Ends a session of a user. False where there is none. */
  end(userId: string, id: string): Promise<boolean>
  endOthers(userId: string, kept: string): Promise<void>
  /** Forgets sessions and mailed tokens that have run out. */
  sweep(now: number): Promise<void>
}
