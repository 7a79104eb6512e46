/** Limits counted in PostgreSQL, once for all nodes that share it. See docs/decisions/0018. */
import { createHmac } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { Failure } from '../../domain/failure.ts'
import { DAY } from '../../domain/moment.ts'
import { type Grant, largestShare } from '../../domain/shares.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Limits, LimitTerms } from '../../ports/limits.ts'
import type { LinksSchema } from '../sql/links-schema.ts'
import { SharedLimits } from './shared-limits.ts'

export interface PostgresLimitsParts {
  /** Keys are kept hashed under it: they hold addresses. */
  secret: string
  /** Counts for this node what guards against load while PostgreSQL is away, and places. */
  alone: Limits
  clock: Pick<Clock, 'monotonic'>
  report: (message: string, error: unknown) => void
}

/** How long somebody who tries a secret waits for PostgreSQL, in milliseconds. */
const PATIENCE = 1_000
const SWEEP_EVERY = 60_000
const REPORT_EVERY = 10_000
/** No window is longer. */
const LONGEST = DAY

/** The database's own clock, so that nodes need not agree on the time. */
const NOW = sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint`

/** A statement may have waited for its row for so long, and then knows an older time than the one before it, in milliseconds. */
const WAITED = 60_000

/**
 * Takes at most `most` of a limit, at most a quarter of what is left, in one statement. A window that ends later than one can
 * that begins now was begun by a clock that was wrong, and is over.
 */
async function grant(
  db: Kysely<LinksSchema>,
  { limit, windowMs }: LimitTerms,
  most: number,
  key: string,
): Promise<Omit<Grant, 'ends'> & { endsIn: number }> {
  const over = sql`(l.ends <= ${NOW} or l.ends > ${NOW} + ${windowMs + WAITED}::bigint)`
  const share = sql`greatest(0, least(${most}::bigint, ceil((${limit}::bigint - l.used) / 4.0)))`
  const first = sql`${Math.min(most, Math.ceil(limit / 4))}::bigint`
  const { rows } = await sql<{ used: number; granted: number; left: number }>`
    insert into limits as l (key, used, granted, ends)
    values (${key}, ${first}, ${first}, ${NOW} + ${windowMs}::bigint)
    on conflict (key) do update set
      used = case when ${over} then ${first} else l.used + ${share} end,
      granted = case when ${over} then ${first} else ${share} end,
      ends = case when ${over} then ${NOW} + ${windowMs}::bigint else l.ends end
    returning used, granted, ends - ${NOW} as left`.execute(db)
  const { used = limit, granted = 0, left = windowMs } = rows[0] ?? {}
  return { granted, beyond: Math.max(0, limit - used), endsIn: left }
}

/** Says the same once in a while: what breaks one request breaks all. */
function seldom(tell: PostgresLimitsParts['report'], clock: Pick<Clock, 'monotonic'>) {
  const told = new Map<string, number>()
  return (message: string, error: unknown): void => {
    if (clock.monotonic() - (told.get(message) ?? Number.NEGATIVE_INFINITY) < REPORT_EVERY) return
    told.set(message, clock.monotonic())
    tell(message, error)
  }
}

const late = () =>
  new Failure('unavailable', 'Tries cannot be counted right now, so none is taken. Try again in a moment.', {
    retryAfter: 5,
  })

/** What is done, or a refusal where it takes too long or fails. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const refusal = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(late()), PATIENCE)
  })
  try {
    return await Promise.race([work, refusal])
  } finally {
    clearTimeout(timer)
  }
}

/** Limits of the nodes that share a database. What guards a secret is counted one by one, what guards against load by shares. */
export function postgresLimits(
  db: Kysely<LinksSchema>,
  { secret, alone, clock, report: tell }: PostgresLimitsParts,
): Limits {
  const report = seldom(tell, clock)
  const hidden = ({ name }: LimitTerms, key: string) =>
    createHmac('sha256', secret).update(`limit ${name} ${key}`).digest('base64url')
  let swept = clock.monotonic()

  function sweep(): void {
    if (clock.monotonic() - swept < SWEEP_EVERY) return
    swept = clock.monotonic()
    sql`delete from limits where ends <= ${NOW} or ends > ${NOW} + ${LONGEST}::bigint`
      .execute(db)
      .catch((error) => report('Limits that are over could not be swept.', error))
  }

  async function ask(terms: LimitTerms, most: number, key: string): Promise<Grant> {
    const asked = grant(db, terms, most, hidden(terms, key))
    // Also where nobody waits for it any more.
    asked.catch(() => undefined)
    const { endsIn, ...rest } = await inTime(asked)
    sweep()
    return { ...rest, ends: clock.monotonic() + endsIn }
  }

  async function takeOne(terms: LimitTerms, key: string) {
    const { granted, beyond, ends } = await ask(terms, 1, key).catch((error) => {
      report('Tries of secrets are refused: they cannot be counted.', error)
      throw late()
    })
    const resetSeconds = Math.max(1, Math.ceil((ends - clock.monotonic()) / 1000))
    return { allowed: granted > 0, remaining: beyond, resetSeconds }
  }

  async function giveBackOne(terms: LimitTerms, key: string): Promise<void> {
    const mine = hidden(terms, key)
    await sql`update limits set used = greatest(0, used - 1) where key = ${mine} and ends > ${NOW}`.execute(
      db,
    )
  }

  const shared = new SharedLimits({
    ask: (terms, key) => ask(terms, largestShare(terms.limit), key),
    alone,
    clock,
    report,
  })

  return {
    take: (terms, key) => (terms.guards === 'secret' ? takeOne(terms, key) : shared.take(terms, key)),
    giveBack(terms, key) {
      if (terms.guards === 'load') shared.giveBack(terms, key)
      else
        giveBackOne(terms, key).catch((error) => report('A right try could not be taken off a limit.', error))
    },
    enter: alone.enter,
  }
}
