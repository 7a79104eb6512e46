/** A database on its way from being empty to being moved into. */
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import { Pool } from 'pg'
import { MOVING_TABLE, type MovingSchema } from '../sql/moving.ts'
import { DatabaseRefused } from '../sql/refused.ts'
import { EARLIER } from './months.ts'
import { hasTable } from './open.ts'
import { numbers } from './pool.ts'

type Db = Kysely<MovingSchema>

/** Any number: who holds the lock of this number moves. */
const MOVING_LOCK = 5_146_002
/** How long a mover that was killed may take to be noticed, in looks of a quarter second. */
const LOOKS = 8
const LOOK_EVERY = 250

async function ask<Row>(db: Db, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(db)).rows
}

/** Whether a move into the database has begun and not ended. */
export const isMoving = (db: Db): Promise<boolean> => hasTable(db, MOVING_TABLE)

/** Does something on one connection. When it breaks everything fails: the lock that keeps others out went with it. */
export async function onOneConnection<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const pool = new Pool({
    connectionString: url,
    types: numbers,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  // What is asked of a broken connection fails; its event, unheard, would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  try {
    return await db.connection().execute(async (connection) => {
      await lockMoving(connection)
      // What a crash of PostgreSQL takes is found missing and written again; the end is synced as always.
      await sql`set synchronous_commit = off`.execute(connection)
      // Pieces are small: to compile their queries would cost more than to run them.
      await sql`set jit = off`.execute(connection)
      return await work(connection)
    })
  } finally {
    await db.destroy()
  }
}

async function lockMoving(db: Db): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const [row] = await ask(
      db,
      sql<{ locked: boolean }>`select pg_try_advisory_lock(${sql.lit(MOVING_LOCK)}) as locked`,
    )
    if (row?.locked) return
    await new Promise((done) => setTimeout(done, LOOK_EVERY))
  }
  throw new DatabaseRefused('Another fluxly migrate is moving data into this database.')
}

/** Throws {@link DatabaseRefused} where a database has rows that no move has brought. */
export async function assertEmpty(db: Db, tables: string[]): Promise<void> {
  for (const table of tables) {
    if (!(await hasTable(db, table))) continue
    const [row] = await ask(
      db,
      sql<{ any: boolean }>`select exists (select 1 from ${sql.table(table)}) as any`,
    )
    if (row?.any)
      throw new DatabaseRefused(
        `The database has data already, in its table ${table}. Move into an empty one: createdb makes it.`,
      )
  }
}

/** The foreign keys of the tables, as statements that make them. */
const foreignKeys = (db: Db) =>
  ask(
    db,
    sql<{ table: string; name: string; make: string }>`
      select c.relname as table, conname as name,
        format('alter table %I add constraint %I %s', c.relname, conname, pg_get_constraintdef(k.oid)) as make
      from pg_constraint k join pg_class c on c.oid = conrelid
      where contype = 'f' and conparentid = 0 and c.relnamespace = current_schema()::regnamespace
      order by c.relname, conname`,
  )

/** Where single clicks are split by time, makes the part for those from before its beginning. */
async function makeRoomForEarlierClicks(db: Db): Promise<void> {
  const [row] = await ask(
    db,
    sql<{ first: string | null }>`
      select min((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''?(\\d+)'))[1]::bigint) as first
      from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = to_regclass('click_runs')`,
  )
  const first = row?.first ?? null
  if (first === null) return
  const earlier = sql.table(EARLIER)
  await sql`create table ${earlier} (like click_runs including all)`.execute(db)
  await sql`alter table click_runs attach partition ${earlier}
    for values from (minvalue) to (${sql.lit(Number(first))})`.execute(db)
}

/** Begins a move. Foreign keys come off, so that tables can be brought one by one, in any order. */
export async function beginMove(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`create table fluxly_moving (foreign_key text not null)`.execute(tx)
    await makeRoomForEarlierClicks(tx)
    for (const { table, name, make } of await foreignKeys(tx)) {
      await tx.insertInto('fluxly_moving').values({ foreign_key: make }).execute()
      await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(tx)
    }
  })
}

/** The columns that count up by themselves. */
const counters = (db: Db) =>
  ask(
    db,
    sql<{ table: string; column: string }>`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema = current_schema() and is_identity = 'YES'`,
  )

/** Ends a move, whole or not at all: foreign keys come back, and tables count on behind the highest numbers ever given. */
export async function endMove(db: Db, highest: (table: string) => Promise<number>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local synchronous_commit = on`.execute(tx)
    for (const { foreign_key } of await tx.selectFrom('fluxly_moving').selectAll().execute())
      await sql.raw(foreign_key).execute(tx)
    for (const { table, column } of await counters(tx)) {
      const number = await highest(table)
      if (number > 0)
        await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${number})`.execute(tx)
    }
    await sql`drop table fluxly_moving`.execute(tx)
  })
  await sql`analyze`.execute(db)
}
