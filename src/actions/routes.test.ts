import { expect, test } from 'bun:test'
import type { Route } from '../domain/link.ts'
import { Routes } from './routes.ts'

const leadingTo = (target: string): Route => ({
  pk: 1,
  target,
  passwordHash: null,
  expiresAt: null,
  disabled: false,
})

/** Routes over a database that a test changes, takes away, or makes silent. */
function stage() {
  const database = {
    route: leadingTo('first') as Route | null,
    answer: 'at once' as 'at once' | 'never' | 'away',
    reads: 0,
  }
  const routes = new Routes({
    async route() {
      database.reads++
      if (database.answer === 'away') throw new Error('away')
      if (database.answer === 'never') await new Promise(() => undefined)
      return database.route
    },
  })
  const target = async () => (routes.remembered('slug') ?? (await routes.find('slug')))?.target ?? null
  return { database, routes, target }
}

test('what is remembered is followed while nothing can be read, and read anew when something can', async () => {
  const { database, routes, target } = stage()
  expect(await target()).toBe('first')
  routes.alone()
  database.route = leadingTo('second')
  expect([await target(), database.reads]).toEqual(['first', 1])
  routes.doubtful()
  expect(await target()).toBe('second')
  expect([await target(), database.reads]).toEqual(['second', 2])
})

test('what is doubted is followed where it cannot be read, and no longer once it is known to be gone', async () => {
  const { database, routes, target } = stage()
  await target()
  routes.doubtful()
  for (const answer of ['away', 'never'] as const) {
    database.answer = answer
    expect(await target()).toBe('first')
  }
  routes.alone()
  expect(routes.remembered('slug')?.target).toBe('first')
  routes.doubtful()
  database.answer = 'at once'
  database.route = null
  expect(await target()).toBeNull()
  database.answer = 'away'
  await expect(target()).rejects.toThrow('away')
})

test('a change that was heard is not followed any more, whatever is doubted', async () => {
  const { database, routes, target } = stage()
  await target()
  routes.doubtful()
  routes.changed('slug')
  database.answer = 'away'
  await expect(target()).rejects.toThrow('away')
})

test('who asks for one slug at the same time shares a read, but not one from before a change', async () => {
  const { database, routes } = stage()
  const asked = [routes.find('slug'), routes.find('slug')]
  routes.changed('slug')
  database.route = leadingTo('second')
  expect((await routes.find('slug'))?.target).toBe('second')
  expect([database.reads, ...(await Promise.all(asked)).map((route) => route?.target)]).toEqual([
    2,
    'first',
    'first',
  ])
  expect(routes.remembered('slug')?.target).toBe('second')
})

test('once there is no room, a link that is visited once does not push out what is visited again', async () => {
  const reads: string[] = []
  const routes = new Routes({
    route(slug) {
      reads.push(slug)
      return leadingTo('https://example.com/'.padEnd(8_000, 'x'))
    },
  })
  const visit = async (slug: string) => routes.remembered(slug) ?? (await routes.find(slug))
  const readsOf = (slug: string) => reads.filter((read) => read === slug).length
  await visit('asked-for')
  for (let n = 0; n < 5_000; n++) await visit(`once-${n}`)
  await visit('asked-for')
  expect(readsOf('asked-for')).toBe(1)
  for (let n = 0; n < 3; n++) await visit('late')
  expect(readsOf('late')).toBe(2)
})
