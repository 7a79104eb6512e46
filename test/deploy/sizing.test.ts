/** The arithmetic of docs/scaling.md. */
import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refreshed, sizes } from '../../bench/sizing.ts'

const page = readFileSync(join(import.meta.dir, '../../docs/scaling.md'), 'utf8')

test('the page’s sizes follow from its figures', () => {
  expect(refreshed(page)).toBe(page)
  expect(refreshed(page.replace('| `peak` | 10 |', '| `peak` | 20 |'))).not.toBe(page)
})

test('so many clicks a day ask for so much', () => {
  const figures = {
    click_cpu: 20,
    load: 0.5,
    peak: 10,
    click_network: 1_250,
    sqlite_click: 50,
    postgres_click: 200,
    clickhouse_click: 40,
    spool_click: 4_000,
  }
  expect(sizes(86_400_000, figures)).toEqual([
    '86,400,000',
    '1,000',
    '10,000',
    '0.4',
    '100 Mbit/s',
    '1.6 TB',
    '6.3 TB',
    '1.3 TB',
    '14 GB',
  ])
})

test('a figure that is missing is named', () => {
  expect(() => sizes(1_000, {})).toThrow('docs/scaling.md has no figure peak.')
})
