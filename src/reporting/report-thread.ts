/**
 * The thread that reads statistics: SQLite reads where it is asked, and the event loop that answers redirects must not
 * stand still for a report over a million clicks. It opens the clicks when it is first asked.
 */

import type { ClicksSchema } from '../engines/sql/clicks-schema.ts'
import { sqlReports } from '../engines/sql/reports.ts'
import { readOnly } from '../engines/sqlite/open.ts'
import type { Reports } from '../ports/reports.ts'
import { collector } from '../threads.ts'

/** A call of one of the reports, with the number under which it is answered. */
export interface ReportCall {
  id: number
  /** The file of clicks. */
  path: string
  name: keyof Reports
  args: unknown[]
}

/** What became of a call. An error travels as its message and its code. */
export type ReportAnswer =
  | { id: number; result: unknown }
  | { id: number; error: { message: string; code: string } }

declare const self: Worker

let reports: Reports | null = null

/** Collected so many milliseconds after a report, memory stays small, and those who ask next do not wait for it. */
const COLLECTED_AFTER = 2_000
const collect = collector(COLLECTED_AFTER)

async function answer({ id, path, name, args }: ReportCall): Promise<ReportAnswer> {
  try {
    reports ??= sqlReports(readOnly<ClicksSchema>(path))
    const call = reports[name] as (...args: unknown[]) => Promise<unknown>
    return { id, result: await call(...args) }
  } catch (error) {
    return { id, error: { message: String(error), code: String((error as { code?: unknown }).code ?? '') } }
  }
}

self.onmessage = async ({ data }: MessageEvent<ReportCall>) => {
  self.postMessage(await answer(data))
  if (data.name !== 'newest') setTimeout(collect, COLLECTED_AFTER)
}
