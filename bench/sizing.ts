/**
 * What a number of clicks a day asks for, worked out from the table of figures in docs/scaling.md:
 *
 *   bin/bun bench/sizing.ts 250000000       for so many a day
 *   bin/bun bench/sizing.ts --write         writes the page's own table anew, after its figures changed
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGE = join(import.meta.dir, '../docs/scaling.md')
const DAY = 86_400
const HOUR = 3_600
/** Clicks a day that the page has a line for. */
const SHOWN = [1e3, 1e5, 1e6, 1e7, 1e8, 1e9]
const HEAD = [
  'clicks a day',
  'a second, mean',
  'a second, peak',
  'cores',
  'network at the peak',
  'SQLite a year',
  'PostgreSQL a year',
  'ClickHouse a year',
  'spool, an hour of outage',
]

/** The figures that everything else is worked out from, by name. */
export function readFigures(page: string): Record<string, number> {
  const rows = page.matchAll(/^\| `(\w+)` \| ([\d.,]+)/gm)
  return Object.fromEntries(
    [...rows].map(([, name = '', value = '']) => [name, Number(value.replaceAll(',', ''))]),
  )
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Two digits that count, with a unit: 1.4 GB. */
function short(amount: number, units: readonly string[]): string {
  const steps = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(amount) / 3)))
  const scaled = amount / 1000 ** steps
  return `${scaled < 10 ? Number(scaled.toPrecision(2)) : Math.round(scaled)} ${units[steps]}`
}

const bytes = (amount: number) => short(amount, UNITS)
const bits = (amount: number) => short(amount, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'])
const rounded = (number: number) => {
  if (number < 0.01) return 'under 0.01'
  return number < 10 ? String(Number(number.toPrecision(2))) : Math.round(number).toLocaleString('en')
}

/** One line of the table. */
export function sizes(clicksADay: number, figures: Record<string, number>): string[] {
  const figure = (name: string): number => {
    const value = figures[name]
    if (value === undefined) throw new Error(`docs/scaling.md has no figure ${name}.`)
    return value
  }
  const mean = clicksADay / DAY
  const peak = mean * figure('peak')
  const year = clicksADay * 365
  return [
    clicksADay.toLocaleString('en'),
    rounded(mean),
    rounded(peak),
    rounded((peak * figure('click_cpu') * 1e-6) / figure('load')),
    bits(peak * figure('click_network') * 8),
    bytes(year * figure('sqlite_click')),
    bytes(year * figure('postgres_click')),
    bytes(year * figure('clickhouse_click')),
    bytes(mean * HOUR * figure('spool_click')),
  ]
}

const line = (cells: string[]) => `| ${cells.join(' | ')} |`

/** The whole table, as it stands in the page. */
export const table = (clicks: readonly number[], figures: Record<string, number>) =>
  [line(HEAD), line(HEAD.map(() => '---:')), ...clicks.map((n) => line(sizes(n, figures)))].join('\n')

/** The page with its table worked out from its figures. */
export const refreshed = (page: string) =>
  page.replace(/^\| clicks a day [\s\S]*?\n(?=\n)/m, () => `${table(SHOWN, readFigures(page))}\n`)

if (import.meta.main) {
  const page = readFileSync(PAGE, 'utf8')
  const asked = process.argv.slice(2)
  if (asked.includes('--write')) writeFileSync(PAGE, refreshed(page))
  else console.log(table(asked.length > 0 ? asked.map(Number) : SHOWN, readFigures(page)))
}
