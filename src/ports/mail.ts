/** Mails, and what becomes of those that reach nobody. */

/** A mail to a user. Its one link stands alone on a line of the text. */
export interface Mail {
  to: string
  subject: string
  text: string
  link: string
  /** For how long the link works, in milliseconds. */
  lasts: number
}

export interface Mailer {
  /** Whether mails reach people, or only the log and the operator's view. */
  readonly delivers: boolean
  /** Takes a mail; it is sent, or shown to the operator, later. Never rejects. */
  send(mail: Mail): void
}

/** A mail that reached nobody, when that was known, and until when its link works. */
export type UndeliveredMail = Omit<Mail, 'text' | 'lasts'> & { at: number; expiresAt: number }

/** Mails that an operator has to pass on: the last fifty. */
export interface Outbox {
  add(mail: UndeliveredMail): Promise<void>
  /** Those whose links still work, newest first. */
  list(now: number): Promise<UndeliveredMail[]>
  /** Forgets those whose links have run out. */
  sweep(now: number): Promise<void>
}
