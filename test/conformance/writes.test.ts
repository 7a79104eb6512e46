import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { SqlEngine } from '../../src/engines/sql/engine.ts'
import { groupSynced } from '../../src/engines/sqlite/open.ts'
import { scratchFolder } from '../support/server.ts'

interface Schema {
  notes: { n: number }
}

const path = join(scratchFolder(), 'notes.db')
const open = () =>
  groupSynced<Schema>(path, (error) => {
    throw error
  })

let engine: SqlEngine<Schema>

beforeAll(async () => {
  engine = open()
  await engine.db.schema
    .createTable('notes')
    .addColumn('n', 'integer', (c) => c.primaryKey().autoIncrement())
    .execute()
})
afterAll(() => engine.close())

const add = (...notes: number[]) =>
  engine.write(async (tx) => {
    for (const n of notes) await tx.insertInto('notes').values({ n }).execute()
    return notes.length
  })

const notes = async () =>
  (await engine.db.selectFrom('notes').select('n').orderBy('n').execute()).map(({ n }) => n)

test('of many writes at once each stands or falls alone', async () => {
  const writes = Array.from({ length: 100 }, (_, n) =>
    n % 10 === 3 ? add(1000 + n, 1) : add(n * 2, n * 2 + 1),
  )
  const settled = await Promise.allSettled(writes)
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(10)
  const kept = Array.from({ length: 100 }, (_, n) => n).filter((n) => n % 10 !== 3)
  expect(await notes()).toEqual(kept.flatMap((n) => [n * 2, n * 2 + 1]))
  expect(await add(5000)).toBe(1)
})

test('a write that breaks, or that thinks better of it, takes nothing of the others with it', async () => {
  const before = await notes()
  const outcomes = await Promise.allSettled([
    add(6000),
    add(6001),
    engine.write((tx) => tx.schema.dropTable('nothing').execute()),
    engine.write(async (tx) => {
      await tx.insertInto('notes').values({ n: 6002 }).execute()
      throw new Error('changed my mind')
    }),
    add(6003),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  expect(await notes()).toEqual([...before, 6000, 6001, 6003])
})

test('what was undone while others were put on disk is not missed when the file is opened again', async () => {
  await add(7_000)
  const undone = engine.write(async (tx) => {
    await tx.insertInto('notes').values({ n: 9_000 }).execute()
    await engine.flushed()
    throw new Error('changed my mind')
  })
  await expect(undone).rejects.toThrow('changed my mind')
  await engine.close()
  engine = open()
  expect((await notes()).at(-1)).toBe(7_000)
})
