/** Many links and many clicks, put into the files of a server that is not running, by SQLite itself: a million in seconds. */
import { Database } from 'bun:sqlite'
import { DIMENSIONS } from '../src/domain/click.ts'
import { DAY, SLOT } from '../src/domain/moment.ts'
import { WORD_ORDER } from '../src/engines/sql/words.ts'
import { TARGET_END, TARGET_START } from './traffic.ts'

/** Rows of one transaction. */
const AT_ONCE = 1_000_000
/** How old the links are: statistics begin with the link. */
export const AGE = 500 * DAY
/** Each part of the spool has so many positions for clicks. */
const CLICKS_OF_PART = 2 ** 20

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
const VALUES = { referrer: 200, device: 3, browser: 8, os: 6, country: 60 } as const

/** Writes the words: the numbers of a property's values lie side by side; where they begin. */
function fillWords(db: Database): Record<string, number> {
  const firsts: Record<string, number> = {}
  for (const name of WORD_ORDER) {
    const word = (i: number) =>
      db.run('insert or ignore into words (dimension, text) values (?, ?)', [
        DIMENSIONS[name],
        `${name} ${i}`,
      ])
    for (let i = 0; i < VALUES[name]; i++) word(i)
    const first = 'select min(id) first from words where dimension = ? and text like ?'
    const found = db.query<{ first: number }, [number, string]>(first).get(DIMENSIONS[name], `${name} %`)
    firsts[name] = found?.first ?? 0
  }
  return firsts
}

/** Numbers as large as those of real visitors, no two the same. */
const VISITOR = 'i * 450359962 % 9007199254740881'

/** Single clicks, spread evenly over the time; one in ten is a bot's, each of the others somebody else's. */
function fillSingle(db: Database, link: number, clicks: number, from: number, to: number): void {
  const firsts = fillWords(db)
  const words = WORD_ORDER.map((name) => `${firsts[name]} + (i * 7919 / 31) % ${VALUES[name]}`)
  countedUp(
    db,
    clicks,
    `insert into clicks (link, at, n, ${WORD_ORDER.join(', ')}, bot, visitor)
     select ${link}, ${from} + i * ${to - from} / ${clicks}, i, ${words.join(', ')}, i % 10 = 0, ${VISITOR} from n`,
  )
}

/** What a fold would have counted of a link's single clicks. */
function countSingle(db: Database, link: number): void {
  const sums = 'count(*), sum(bot), sum(1 - bot)'
  db.run(`insert into click_totals select link, ${sums} from clicks where link = ? group by link`, [link])
  db.run(
    `insert into click_slots (link, slot, clicks, bots, uniques)
     select link, at / ${SLOT} as slot, ${sums} from clicks where link = ? group by link, slot`,
    [link],
  )
  for (const name of WORD_ORDER)
    db.run(
      `insert into click_values select link, at / ${DAY} as day, ${name}, count(*), sum(bot)
       from clicks where link = ? group by link, day, ${name}`,
      [link],
    )
}

/** Puts clicks on one link, over so many days until now, and counts them. */
export function fillClicks(path: string, link: number, clicks: number, days: number): void {
  const to = Math.floor(Date.now() / SLOT) * SLOT
  inBulk(path, (db) => {
    fillSingle(db, link, clicks, to - days * DAY, to)
    countSingle(db, link)
    countedUp(
      db,
      Math.ceil(clicks / CLICKS_OF_PART),
      `insert into folded_parts (id, clicks, folded_at) select 'bench ' || ${link} || ' ' || i, 0, ${to} from n`,
    )
  })
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
