/** Figures, and how they are shown: a table for people, JSON for machines. */

/** A figure that was measured more than once, or once. */
export interface Row {
  /** A stable name, for machines. */
  id: string
  title: string
  unit: string
  median: number
  min: number
  max: number
}

/** Something that has to be true for the figures to count. */
export interface Check {
  says: string
  holds: boolean
}

export interface Section {
  title: string
  /** What was done, in a sentence. */
  method: string
  rows: Row[]
  checks: Check[]
}

/** The value that a share of all values do not exceed; `share` 0.5 is the median. Values need not be in order. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/** A row of what was measured. */
export function row(id: string, title: string, unit: string, ...values: number[]): Row {
  const [median, min, max] = [0.5, 0, 1].map((share) => quantile(values, share)) as [number, number, number]
  return { id, title, unit, median, min, max }
}

export const check = (holds: boolean, says: string): Check => ({ says, holds })

export const whole = (value: number) => Math.round(value).toLocaleString('en')

function shown(value: number): string {
  if (value >= 100) return whole(value)
  return value.toFixed(value >= 20 ? 1 : 2)
}

const span = ({ min, max }: Row) => (min === max ? '' : `${shown(min)} – ${shown(max)}`)

const cells = (row: Row) =>
  `  ${row.title.padEnd(52)}${shown(row.median).padStart(9)} ${row.unit.padEnd(8)}${span(row)}`.trimEnd()

const sentence = ({ holds, says }: Check) => `  ${holds ? 'yes' : 'NO '}  ${says}`

function drawn({ title, method, rows, checks }: Section): string {
  return [title, `  ${method}`, '', ...rows.map(cells), ...checks.map(sentence), ''].join('\n')
}

/** The table, with what was measured on above it. */
export const table = (machine: string, sections: Section[]) =>
  [machine, 'The median of the rounds, then the lowest and the highest.', '', ...sections.map(drawn)].join(
    '\n',
  )

/** The same for machines. Figures are not rounded. */
export const json = (machine: string, sections: Section[]) => JSON.stringify({ machine, sections }, null, 2)

export const allHold = (sections: Section[]) =>
  sections.every(({ checks }) => checks.every(({ holds }) => holds))
