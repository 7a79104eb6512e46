import { describe, expect, test } from 'bun:test'
import { slotOf } from '../../domain/moment.ts'
import type { FlatRows } from './bulk.ts'
import { clicksOf, MOST_OF_RUN, type Run, RunWriter } from './click-runs.ts'
import type { StoredClick, StoredTraits } from './stored-click.ts'

const MAY = Date.UTC(2026, 4, 1)

function pack(clicks: StoredClick[]): Run[] {
  const flat: FlatRows = []
  const writer = new RunWriter()
  for (const click of clicks) writer.add(click, flat)
  writer.end(flat)
  const runs: Run[] = []
  for (let at = 0; at < flat.length; at += 5) {
    const [link, last, n, first, packed] = flat.slice(at, at + 5)
    runs.push({ link, last, n, first, clicks: packed } as Run)
  }
  return runs
}

const traits = (over: Partial<StoredTraits> = {}): StoredTraits => ({
  words: [1, 127, 128, 2 ** 31 - 1, 70_000],
  bot: false,
  visitor: 42,
  ...over,
})

describe('clicks packed into runs', () => {
  test('are the same when they are read, whatever their order, their numbers and their traits', () => {
    const kinds = [
      traits({ visitor: Number.MAX_SAFE_INTEGER, bot: true }),
      traits({ visitor: 0 }),
      traits({ visitor: 2 ** 32 }),
      traits({ words: [2 ** 40, 0, 0, 0, 0], bot: true }),
    ]
    const clicks = Array.from({ length: 5_000 }, (_, n) => ({
      link: Math.floor(n / 1_000) + 1,
      at: MAY + ((n * 7919) % 4_000_000),
      n: 5 * 2 ** 20 + n,
      traits: kinds[(n * 31) % 4] as StoredTraits,
    }))
    expect(pack(clicks).flatMap(clicksOf)).toEqual(clicks)
  })

  test('lie within ten seconds of one quarter hour and follow each other, and a row knows its oldest and newest', () => {
    const at = (second: number) => MAY + 15 * 60_000 + second * 1_000
    const click = (n: number, second: number) => ({ link: 1, at: at(second), n, traits: traits() })
    const runs = pack([
      click(1, -1),
      click(2, -5),
      click(3, 1),
      click(5, 2),
      click(6, 11),
      click(7, 12),
      click(8, 3),
    ])
    expect(runs.map(({ n, first, last }) => [n, first, last])).toEqual([
      [1, at(-5), at(-1)],
      [3, at(1), at(1)],
      [5, at(2), at(11)],
      [7, at(3), at(12)],
    ])
  })

  test('of one visitor take three bytes, of many some sixteen, and a row stays near 256', () => {
    const alike = traits()
    const shared = Array.from({ length: 1_000 }, (_, n) => ({ link: 1, at: MAY + n, n, traits: alike }))
    const others = shared.map((click, n) => ({
      ...click,
      traits: traits({ words: [n, 1, 2, 3, 4], visitor: 2 ** 53 - 1 - n }),
    }))
    for (const [clicks, each] of [
      [shared, 3],
      [others, 17],
    ] as const) {
      const runs = pack([...clicks])
      const bytes = runs.map((run) => run.clicks.length)
      expect(bytes.reduce((a, b) => a + b) / clicks.length).toBeLessThan(each)
      expect(Math.max(...bytes)).toBeLessThan(300)
      for (const run of runs) {
        expect(clicksOf(run).length).toBeLessThanOrEqual(MOST_OF_RUN)
        expect(slotOf(run.first)).toBe(slotOf(run.last))
      }
    }
  })
})
