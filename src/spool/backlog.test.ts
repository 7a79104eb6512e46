import { expect, test } from 'bun:test'
import { Backlog } from './backlog.ts'

function backlog() {
  const tidied: string[] = []
  const waiting: (() => void)[] = []
  let supplied = 0
  const kept = new Backlog({
    tidy: (path) => tidied.push(path),
    supply: () => supplied++,
    later: (_, act) => waiting.push(act),
  })
  return { kept, tidied, wait: () => waiting.shift()?.(), supplied: () => supplied }
}

test('while folding gets on, files are left as they are and new ones made at once', () => {
  const { kept, tidied, supplied } = backlog()
  for (const path of ['a', 'b', 'c']) {
    kept.add(path)
    kept.ask()
    kept.begin(path)
    kept.succeeded()
  }
  expect(tidied).toEqual([])
  expect(supplied()).toBe(3)
})

test('when folding fails, what waits is tidied, and so is what comes, and new files are made seldom', () => {
  const { kept, tidied, wait, supplied } = backlog()
  for (const path of ['a', 'b']) kept.add(path)
  kept.begin('a')
  kept.failed()
  kept.failed()
  expect(tidied).toEqual(['b'])
  kept.ask()
  expect(supplied()).toBe(0)
  wait()
  expect(supplied()).toBe(1)
  kept.add('c')
  expect(tidied).toEqual(['b', 'c'])
})

test('when folding gets on again, the files that were asked for are made, once', () => {
  const { kept, wait, supplied } = backlog()
  kept.failed()
  kept.ask()
  kept.ask()
  kept.succeeded()
  expect(supplied()).toBe(2)
  wait()
  wait()
  kept.ask()
  expect(supplied()).toBe(3)
})

test('where folding is only slow, no more than a few files stay open', () => {
  const { kept, tidied } = backlog()
  const paths = Array.from({ length: 20 }, (_, n) => `file ${n}`)
  for (const path of paths) kept.add(path)
  expect(paths.length - tidied.length).toBeLessThanOrEqual(8)
})
