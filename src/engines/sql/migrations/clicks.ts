/** The history of the tables for clicks. A migration that has been released is never changed. */
import type { Kysely, Migration } from 'kysely'
import type { SqlEngine } from '../engine.ts'
import { packClicks } from './pack-clicks.ts'

type Engine = Pick<SqlEngine<never>, 'types' | 'bulk'>

/** `now`: the moment at which they are run. */
export const clicksMigrations = (engine: Engine, now: number): Record<string, Migration> => ({
  '0001-begin': { up: (db) => begin(db, engine) },
  // Split a table that the next one replaces.
  '0002-months': { up: async () => undefined },
  '0003-packed': { up: (db) => packClicks(db, engine, now) },
})

async function begin(db: Kysely<unknown>, { types }: Engine): Promise<void> {
  const { serial, integer, text, clustered } = types
  await db.schema
    .createTable('words')
    .addColumn('id', serial)
    .addColumn('dimension', integer, (c) => c.notNull())
    .addColumn('text', text, (c) => c.notNull())
    .addUniqueConstraint('words_unique', ['dimension', 'text'])
    .execute()
  await db.schema
    .createTable('clicks')
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('referrer', integer, (c) => c.notNull())
    .addColumn('device', integer, (c) => c.notNull())
    .addColumn('browser', integer, (c) => c.notNull())
    .addColumn('os', integer, (c) => c.notNull())
    .addColumn('country', integer, (c) => c.notNull())
    .addColumn('bot', integer, (c) => c.notNull())
    .addColumn('visitor', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('clicks_pk', ['link', 'at', 'n'])
    .modifyEnd(clustered)
    .execute()
  await db.schema
    .createTable('click_slots')
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('slot', integer, (c) => c.notNull())
    .addColumn('clicks', integer, (c) => c.notNull())
    .addColumn('bots', integer, (c) => c.notNull())
    .addColumn('uniques', integer, (c) => c.notNull())
    .addColumn('removed', integer, (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('click_slots_pk', ['link', 'slot'])
    .modifyEnd(clustered)
    .execute()
  await db.schema
    .createTable('click_values')
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('day', integer, (c) => c.notNull())
    .addColumn('word', integer, (c) => c.notNull())
    .addColumn('clicks', integer, (c) => c.notNull())
    .addColumn('bots', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('click_values_pk', ['link', 'day', 'word'])
    .modifyEnd(clustered)
    .execute()
  await db.schema
    .createTable('click_totals')
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('clicks', integer, (c) => c.notNull())
    .addColumn('bots', integer, (c) => c.notNull())
    .addColumn('uniques', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('click_totals_pk', ['link'])
    .modifyEnd(clustered)
    .execute()
  await db.schema
    .createTable('click_visitors')
    .addColumn('day', integer, (c) => c.notNull())
    .addColumn('link', integer, (c) => c.notNull())
    .addColumn('visitor', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('click_visitors_pk', ['day', 'link', 'visitor'])
    .modifyEnd(clustered)
    .execute()
  await db.schema
    .createTable('visitor_salts')
    .addColumn('day', integer, (c) => c.notNull().primaryKey())
    .addColumn('salt', text, (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('folded_parts')
    .addColumn('number', serial)
    .addColumn('id', text, (c) => c.notNull().unique())
    .addColumn('clicks', integer, (c) => c.notNull())
    .addColumn('folded_at', integer, (c) => c.notNull())
    .execute()
}
