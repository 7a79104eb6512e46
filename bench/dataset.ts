/** Many links and many clicks, put into the files of a server that is not running, by SQLite itself: a million in seconds. */
import { Database } from 'bun:sqlite'
import { sql } from 'kysely'
import { type Click, DEVICES, type Device, type Traits } from '../src/domain/click.ts'
import { DAY, SLOT, utcDay } from '../src/domain/moment.ts'
import { sqlClickStore } from '../src/engines/sql/click-store.ts'
import type { ClicksSchema } from '../src/engines/sql/clicks-schema.ts'
import { fullySynced } from '../src/engines/sqlite/open.ts'
import { TARGET_END, TARGET_START } from './traffic.ts'

/** Rows of one transaction. */
const AT_ONCE = 1_000_000
/** How old the links are: statistics begin with the link. */
export const AGE = 500 * DAY

/** Counts from a number up to below another. */
const COUNT = 'with recursive n(i) as (select ? union all select i + 1 from n where i + 1 < ?)'

/** Does something with a file, fast: what a power cut would leave of it does not matter here. */
function inBulk(path: string, fill: (db: Database) => void): void {
  const db = new Database(path, { readwrite: true, create: false })
  db.run('pragma synchronous = off')
  db.run('pragma cache_size = -400000')
  fill(db)
  db.run('pragma wal_checkpoint(truncate)')
  db.close()
}

/** Runs a statement that counts, in transactions of a million. */
function countedUp(db: Database, count: number, sql: string, ...parameters: (string | number)[]): void {
  for (let from = 0; from < count; from += AT_ONCE)
    db.run(`${COUNT} ${sql}`, [from, Math.min(from + AT_ONCE, count), ...parameters])
}

/** Puts links 0 to `links` - 1 into the file of links. Their slugs, ids and targets are those of `traffic.ts`. */
export function fillLinks(path: string, userId: string, links: number): void {
  inBulk(path, (db) =>
    countedUp(
      db,
      links,
      `insert into links (id, slug, target, user_id, created_at)
       select printf('lnk_%012d', i), printf('b%06d', i), ? || '/r/' || printf('b%06d', i) || ?, ?, ? from n`,
      TARGET_START,
      TARGET_END,
      userId,
      Date.now() - AGE,
    ),
  )
}

/** How many values each property has among the clicks. */
const VALUES = { referrer: 200, browser: 8, os: 6, country: 60 } as const
/** Clicks that are folded together, and parts after which their visitors are forgotten. */
const CLICKS_OF_PART = 20_000
const PARTS_OF_A_WHILE = 10

/** One in ten is a bot's, each of the others somebody else's, with numbers as large as those of real visitors. */
function traitsOf(i: number): Traits {
  const pick = (count: number) => Math.floor((i * 7919) / 31) % count
  return {
    referrer: `r${pick(VALUES.referrer)}.example`,
    device: DEVICES[pick(DEVICES.length)] as Device,
    browser: `browser ${pick(VALUES.browser)}`,
    os: `os ${pick(VALUES.os)}`,
    country: `country ${pick(VALUES.country)}`,
    bot: i % 10 === 0,
    visitor: (i * 450_359_962) % Number.MAX_SAFE_INTEGER,
  }
}

/** Folds clicks on one link, spread evenly over so many days until now. */
export async function fillClicks(path: string, link: number, clicks: number, days: number): Promise<void> {
  const to = Math.floor(Date.now() / SLOT) * SLOT
  const from = to - days * DAY
  const clickAt = (i: number): Click => ({
    link,
    at: from + Math.floor((i / clicks) * (to - from)),
    traits: traitsOf(i),
  })
  const engine = fullySynced<ClicksSchema>(path)
  await sql`pragma synchronous = off`.execute(engine.db)
  const store = sqlClickStore(engine)
  for (let part = 0; part * CLICKS_OF_PART < clicks; part++) {
    const first = part * CLICKS_OF_PART
    const count = Math.min(CLICKS_OF_PART, clicks - first)
    await store.fold(
      `bench ${link} ${part}`,
      Array.from({ length: count }, (_, i) => clickAt(first + i)),
      to,
    )
    if (part % PARTS_OF_A_WHILE === 0) await store.forgetVisitors(utcDay(clickAt(first).at))
  }
  await store.forgetVisitors(utcDay(to))
  await engine.close()
}

/** The number by which clicks know the link with an id. */
export function numberOf(path: string, id: string): number {
  const db = new Database(path, { readonly: true })
  try {
    return db.query<{ pk: number }, [string]>('select pk from links where id = ?').get(id)?.pk ?? 0
  } finally {
    db.close()
  }
}

/** Reads a file once, so that it lies in the memory that the system has to spare. */
export async function readThrough(path: string): Promise<void> {
  for await (const _ of Bun.file(path).stream());
}
