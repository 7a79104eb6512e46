/** Clicks, as they are counted and kept. */
import type { Click } from '../domain/click.ts'
import type { Reports } from './reports.ts'

/** Something that does not add up, as a sentence. */
export type Discrepancy = string

export interface ClickStore extends Reports {
  /** Counts and keeps the clicks of a part of a spool, once, however often it is handed over. False where it was counted before. */
  fold(part: string, clicks: Click[], now: number): Promise<boolean>
  /** The salt of a UTC day, made if the day has none. */
  salt(day: number, fresh: Uint8Array): Promise<Uint8Array>
  /** Throws away salts, and what tells visitors apart, of the days before `day`. */
  forgetVisitors(day: number): Promise<void>
  /** Links that have single clicks from before a moment, in pages: those numbered above `after`. */
  linksWithClicksBefore(moment: number, after: number, limit: number): Promise<number[]>
  /** Removes the single clicks of a link from before a moment; the counters stay. How many went. */
  removeClicks(link: number, before: number): Promise<number>
  /** Removes the single clicks of all links from before a moment, as far as that is done at a stroke. How many went. */
  dropClicks(before: number): Promise<number>
  /** Removes everything about links. */
  forgetLinks(links: number[]): Promise<void>
  /** Compares every counter with the clicks it counts. */
  verify(): Promise<{ clicks: number; links: number; discrepancies: Discrepancy[] }>
}
