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

const NAMES = Object.keys(DIMENSIONS) as Dimension[]
const byClicks = (a: ValueCount, b: ValueCount) => b.clicks - a.clicks || (a.value < b.value ? -1 : 1)

/** Clicks by value, gathered from counters and from pieces of days. */
class Sums {
  readonly #sums = new Map<number, Map<string, number>>()

  add(rows: { dimension: number; text: string; clicks: number }[]): void {
    for (const { dimension, text, clicks } of rows) {
      const values = this.#sums.get(dimension) ?? new Map<string, number>()
      values.set(text, (values.get(text) ?? 0) + clicks)
      this.#sums.set(dimension, values)
    }
  }

  #of(name: Dimension): ValueCount[] {
    const values = [...(this.#sums.get(DIMENSIONS[name]) ?? [])].map(([value, clicks]) => ({ value, clicks }))
    return values.filter(({ clicks }) => clicks > 0).sort(byClicks)
  }

  /** Most clicked first. */
  counts(): LinkReport['counts'] {
    return Object.fromEntries(NAMES.map((name) => [name, this.#of(name)])) as LinkReport['counts']
  }
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

  const ofWholeDays = (link: number, days: { from: number; to: number }, bots: BotFilter) =>
    db
      .selectFrom('click_values')
      .innerJoin('words', 'words.id', 'click_values.word')
      .select(['dimension', 'text', counted(bots).as('clicks')])
      .where('link', '=', link)
      .where('day', '>=', days.from)
      .where('day', '<', days.to)
      .groupBy(['dimension', 'text'])
      .execute()

  function clicksBetween(link: number, from: number, to: number, bots: BotFilter) {
    const between = db
      .selectFrom('clicks')
      .where('link', '=', link)
      .where('at', '>=', from)
      .where('at', '<', to)
    return bots === 'include' ? between : between.where('bot', '=', bots === 'only' ? 1 : 0)
  }

  const ofPiece = (link: number, from: number, to: number, name: Dimension, bots: BotFilter) =>
    clicksBetween(link, from, to, bots)
      .innerJoin('words', 'words.id', `clicks.${name}`)
      .select(['dimension', 'text', (eb) => eb.fn.countAll<number>().as('clicks')])
      .groupBy(['dimension', 'text'])
      .execute()

  async function counts(link: number, period: Period, bots: BotFilter): Promise<LinkReport['counts']> {
    const { days, pieces } = wholeUtcDays(period)
    const sums = new Sums()
    if (days) sums.add(await ofWholeDays(link, days, bots))
    for (const [from, to] of pieces)
      for (const name of NAMES) sums.add(await ofPiece(link, from, to, name, bots))
    return sums.counts()
  }

  /** A click's word of a dimension, as text. */
  const textOf = (name: Dimension) =>
    sql<string>`(select text from words where id = ${sql.ref(`clicks.${name}`)})`.as(name)

  async function recent(link: number, period: Period, bots: BotFilter): Promise<RecentClick[]> {
    const rows = await clicksBetween(link, period.from, period.to, bots)
      .select([
        'at',
        'bot',
        textOf('referrer'),
        textOf('device'),
        textOf('browser'),
        textOf('os'),
        textOf('country'),
      ])
      .orderBy('at', 'desc')
      .orderBy('n', 'desc')
      .limit(RECENT)
      .execute()
    return rows.map((row) => ({ ...row, bot: row.bot === 1 }))
  }

  async function report(link: number, period: Period, bots: BotFilter): Promise<LinkReport> {
    return {
      totals: (await totals([link])).get(link) ?? NO_CLICKS,
      timeline: await timeline(link, period, bots),
      counts: await counts(link, period, bots),
      recent: await recent(link, period, bots),
    }
  }

  return { totals, report }
}
