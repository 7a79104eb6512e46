import { expect, test } from 'bun:test'
import type { Link } from '../domain/link.ts'
import { allLinks, listLinks } from './list-links.ts'

const link = (pk: number) => ({ pk, id: `lnk_${pk}` }) as Link
const upTo = (count: number) => Array.from({ length: count }, (_, n) => count - n)

/** An account with so many links, numbered from 1; every hundredth was clicked, as often as its number says. */
const account = (count: number) => ({
  links: {
    list: async (_: string, limit: number, after: string | null) => {
      const before = after === null ? count + 1 : Number(after.slice(4))
      return upTo(before - 1)
        .slice(0, limit)
        .map(link)
    },
    matching: async (_: string, __: string | null, limit: number) => upTo(count).slice(0, limit),
    numberOf: async (_: string, id: string) => Number(id.slice(4)),
    numbered: async (pks: number[]) => pks.map(link),
  },
  reports: {
    totals: async (pks: number[]) => {
      expect(pks.length).toBeLessThanOrEqual(1_000)
      const clicked = pks.filter((pk) => pk % 100 === 0)
      return new Map(clicked.map((pk) => [pk, { clicks: pk, bots: 0, uniques: 0 }]))
    },
  },
})

const byClicks = (count: number, cursor: string | null = null) => {
  const { links, reports } = account(count)
  return listLinks(links, reports)('usr_1', { limit: 3, cursor, search: null, sort: 'clicks' })
}

test('10,000 links are sorted by clicks, and go on from any of them', async () => {
  const first = await byClicks(10_000)
  expect(first.links.map(({ link: { pk }, clicks }) => [pk, clicks])).toEqual([
    [10_000, 10_000],
    [9_900, 9_900],
    [9_800, 9_800],
  ])
  const { links, next } = await byClicks(10_000, 'lnk_100')
  expect(links.map(({ link: { pk } }) => pk)).toEqual([9_999, 9_998, 9_997])
  expect(next).toBe('lnk_9997')
})

test('more are refused, with what would do', async () => {
  await expect(byClicks(10_001)).rejects.toMatchObject({
    code: 'invalid_fields',
    facts: { errors: [{ field: 'sort', message: expect.stringContaining('search') }] },
  })
})

test.each([0, 499, 500, 501, 1_000])('all of %i links are read, each once', async (count) => {
  const { links, reports } = account(count)
  const pages = await Array.fromAsync(allLinks(links, reports)('usr_1'))
  expect(pages.flat().map(({ link: { pk } }) => pk)).toEqual(upTo(count))
})
