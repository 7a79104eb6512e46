/** Clicks between their redirect and the store. */
import type { RawClick } from '../domain/click.ts'

/** Where a redirect leaves its click. */
export interface ClickSpool {
  /** Resolves when the click is with the operating system, or is lost and counted as such. Never rejects. */
  record(click: RawClick): Promise<void>
}

/** A stretch of recorded clicks. Handed over again after a crash, it has the same id and the same clicks. */
export interface SpoolPart {
  id: string
  clicks: RawClick[]
}
