/** Reading statistics in SQL: from counters; only the pieces of days at a period's ends are counted from clicks. */
import { type Kysely, sql } from 'kysely'
import { type BotFilter, DIMENSIONS, type Dimension } from '../../domain/click.ts'
import { type Period, type PeriodDay, wholeUtcDays } from '../../domain/period.ts'
import type { LinkReport, LinkTotals, RecentClick, ValueCount } from '../../domain/report.ts'
import type { Reports } from '../../ports.ts'
import type { ClicksSchema } from './schema.ts'

const RECENT = 50
const SLOTS_A_DAY = 96
const NO_CLICKS: LinkTotals = { clicks: 0, bots: 0, uniques: 0 }

/** Sums the clicks that a filter counts, from columns `clicks` and `bots`. */
function counted(bots: BotFilter) {
  if (bots === 'exclude') return sql<number>`cast(sum(clicks - bots) as bigint)`
  return bots === 'only' ? sql<number>`cast(sum(bots) as bigint)` : sql<number>`cast(sum(clicks) as bigint)`
}

/** Neighbouring days of 24 hours, which one statement can tell apart by division; a longer or shorter day stands alone. */
function runsOfDays(days: PeriodDay[]): PeriodDay[][] {
  const runs: PeriodDay[][] = []
  for (const day of days) {
    const run = runs.at(-1)
    const whole = day.to - day.from === SLOTS_A_DAY
    const lastWhole =
      run !== undefined && (run.at(-1) as PeriodDay).to - (run.at(-1) as PeriodDay).from === SLOTS_A_DAY
    if (run && whole && lastWhole) run.push(day)
    else runs.push([day])
  }
  return runs
}

/** Statistics kept by an SQL engine. */
export function sqlReports(db: Kysely<ClicksSchema>): Reports {
  async function totals(links: number[]): Promise<Map<number, LinkTotals>> {
    if (links.length === 0) return new Map()
    const rows = await db.selectFrom('click_totals').selectAll().where('link', 'in', links).execute()
    return new Map(
      rows.map((row) => [row.link, { clicks: row.clicks, bots: row.bots, uniques: row.uniques }]),
    )
  }

  async function clicksOfRun(link: number, run: PeriodDay[], bots: BotFilter): Promise<number[]> {
    const start = (run[0] as PeriodDay).from
    const end = (run.at(-1) as PeriodDay).to
    const length = (run[0] as PeriodDay).to - start
    const rows = await db
      .selectFrom('click_slots')
      .select([
        sql<number>`(slot - cast(${start} as bigint)) / cast(${length} as bigint)`.as('day'),
        counted(bots).as('clicks'),
      ])
      .where('link', '=', link)
      .where('slot', '>=', start)
      .where('slot', '<', end)
      .groupBy(sql`1`)
      .execute()
    const found = new Map(rows.map((row) => [row.day, row.clicks]))
    return run.map((_, index) => found.get(index) ?? 0)
  }

  async function timeline(link: number, period: Period, bots: BotFilter): Promise<number[]> {
    const clicks: number[] = []
    for (const run of runsOfDays(period.days)) clicks.push(...(await clicksOfRun(link, run, bots)))
    return clicks
  }

  const ofWholeDays = (
    link: number,
    days: { from: number; to: number },
    dimension: Dimension,
    bots: BotFilter,
  ) =>
    db
      .selectFrom('click_values')
      .select(['value', counted(bots).as('clicks')])
      .where('link', '=', link)
      .where('dimension', '=', DIMENSIONS[dimension])
      .where('day', '>=', days.from)
      .where('day', '<', days.to)
      .groupBy('value')
      .execute()

  function clicksBetween(link: number, from: number, to: number, bots: BotFilter) {
    const between = db
      .selectFrom('clicks')
      .where('link', '=', link)
      .where('at', '>=', from)
      .where('at', '<', to)
    return bots === 'include' ? between : between.where('bot', '=', bots === 'only' ? 1 : 0)
  }

  const ofPiece = (link: number, from: number, to: number, dimension: Dimension, bots: BotFilter) =>
    clicksBetween(link, from, to, bots)
      .select([`${dimension} as value`, (eb) => eb.fn.countAll<number>().as('clicks')])
      .groupBy(dimension)
      .execute() as Promise<ValueCount[]>

  async function counts(
    link: number,
    period: Period,
    dimension: Dimension,
    bots: BotFilter,
  ): Promise<ValueCount[]> {
    const { days, pieces } = wholeUtcDays(period)
    const sums = new Map<string, number>()
    const add = (rows: ValueCount[]) => {
      for (const { value, clicks } of rows) sums.set(value, (sums.get(value) ?? 0) + clicks)
    }
    if (days) add(await ofWholeDays(link, days, dimension, bots))
    for (const [from, to] of pieces) add(await ofPiece(link, from, to, dimension, bots))
    const found = [...sums].filter(([, clicks]) => clicks > 0).map(([value, clicks]) => ({ value, clicks }))
    return found.sort((a, b) => b.clicks - a.clicks || (a.value < b.value ? -1 : 1))
  }

  async function recent(link: number, period: Period, bots: BotFilter): Promise<RecentClick[]> {
    const rows = await clicksBetween(link, period.from, period.to, bots)
      .select(['at', 'referrer', 'device', 'browser', 'os', 'country', 'bot'])
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(RECENT)
      .execute()
    return rows.map((row) => ({ ...row, bot: row.bot === 1 }))
  }

  async function report(link: number, period: Period, bots: BotFilter): Promise<LinkReport> {
    return {
      totals: (await totals([link])).get(link) ?? NO_CLICKS,
      timeline: await timeline(link, period, bots),
      counts: {
        referrer: await counts(link, period, 'referrer', bots),
        device: await counts(link, period, 'device', bots),
        browser: await counts(link, period, 'browser', bots),
        os: await counts(link, period, 'os', bots),
        country: await counts(link, period, 'country', bots),
      },
      recent: await recent(link, period, bots),
    }
  }

  return { totals, report }
}
