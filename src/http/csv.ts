/** CSV (RFC 4180), written as it is read, and harmless in a spreadsheet. */
import { NO_STORE } from './problem.ts'
import { textStream } from './stream.ts'

/** With one of these a spreadsheet takes a text for a formula, or cuts it in two. */
const FORMULA = /^[=+\-@\t\r\n]/
const QUOTED = /[",\r\n]/

/** A number is written as it is: only text can be somebody else's formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A row, with its CRLF. A text that a spreadsheet would carry out begins with an apostrophe. */
export const csvRow = (cells: (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`

/**
 * A file to be saved, sent as fast as it is read and no faster. Each text holds one row or many. Between two of them
 * other requests are answered. What breaks on the way cuts the answer off, so that no part passes for the whole.
 */
export function csvAnswer(filename: string, rows: AsyncIterable<string>): Response {
  return new Response(textStream(rows), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Cache-Control': NO_STORE,
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': `attachment; filename="${filename}"`,
    },
  })
}
