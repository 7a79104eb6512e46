import { expect, test } from 'bun:test'
import { Gate } from './gate.ts'

const settled = async (promise: Promise<void>) => {
  const nothing = new Promise((done) => setTimeout(done, 1, 'waits'))
  return Promise.race([
    promise.then(
      () => 'in',
      (error) => error.message,
    ),
    nothing,
  ])
}

test('the oldest of those who wait is served first, and a place that nobody waits for stays free', async () => {
  const gate = new Gate(1)
  await gate.enter()
  const [first, second] = [gate.enter(), gate.enter()]
  gate.leave(1)
  expect([await settled(first), await settled(second)]).toEqual(['in', 'waits'])
  gate.leave(1)
  expect(await settled(second)).toBe('in')
  gate.leave(1)
  expect(await settled(gate.enter())).toBe('in')
})

test('where more come than can be served, the newest is served first until nobody has waited for long', async () => {
  let now = 0
  const gate = new Gate(1, () => now)
  await gate.enter()
  const first = gate.enter()
  now = 600
  const [second, third] = [gate.enter(), gate.enter()]
  gate.leave(1)
  expect(await Promise.all([first, second, third].map(settled))).toEqual(['waits', 'waits', 'in'])
  gate.leave(1)
  gate.leave(1)
  expect(await settled(first)).toBe('in')
  const [fourth, fifth] = [gate.enter(), gate.enter()]
  gate.leave(1)
  expect(await Promise.all([fourth, fifth].map(settled))).toEqual(['in', 'waits'])
})

test('no more than a thousand wait, and none of them for what will not come', async () => {
  const gate = new Gate(1)
  await gate.enter()
  const waiting = Array.from({ length: 1_000 }, () => gate.enter())
  expect(await settled(gate.enter())).toContain('in use')
  gate.refuseAll(new Error('away'))
  expect(new Set(await Promise.all(waiting.map(settled)))).toEqual(new Set(['away']))
  expect(await settled(gate.enter())).toBe('waits')
})

test('where places are held for long, those who wait are refused sooner', async () => {
  const gate = new Gate(1)
  await gate.enter()
  for (let n = 0; n < 20; n++) {
    const next = gate.enter()
    gate.leave(1_000)
    await next
  }
  const began = performance.now()
  await expect(gate.enter()).rejects.toThrow('in use')
  expect(performance.now() - began).toBeLessThan(2_000)
})
