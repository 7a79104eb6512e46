/** Statistics of a link with millions of clicks against one with a thousand, and what a click takes on disk. */
import { statSync } from 'node:fs'
import { send } from './client.ts'
import { fillClicks, numberOf } from './dataset.ts'
import { quantile, type Row, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'
import { idOf } from './traffic.ts'

export interface ManyClicksPlan {
  few: number
  many: number
  /** The clicks are spread over so many days. */
  days: number
  rounds: number
  /** Reads of a round, of each link and period. */
  reads: number
}

interface Round {
  few: number[]
  many: number[]
}

const [FEW, MANY] = [0, 1]

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const PERIODS = [
  { id: 'month', title: '30 days', query: '' },
  { id: 'year', title: 'a year', query: `?from=${daysAgo(364)}` },
  { id: 'zone', title: '30 days in India', query: '?tz=Asia/Kolkata' },
]

async function timesOf(
  { server, user }: Subject,
  link: number,
  query: string,
  reads: number,
): Promise<number[]> {
  const path = `/api/links/${idOf(link)}/analytics${query}`
  const traffic = { kind: 'reads', key: user.key, path } as const
  return (await send({ port: server.port, connections: 1, total: reads, traffic, timed: true })).times
}

async function rowsOf(
  subject: Subject,
  plan: ManyClicksPlan,
  period: (typeof PERIODS)[number],
): Promise<Row[]> {
  const { id, title, query } = period
  const rounds: Round[] = []
  for (let n = -1; n < plan.rounds; n++) {
    const few = await timesOf(subject, FEW, query, plan.reads)
    const many = await timesOf(subject, MANY, query, plan.reads)
    if (n >= 0) rounds.push({ few, many })
  }
  const tail = (times: number[]) => quantile(times, 0.99)
  return [
    row(
      `clicks_${id}_few`,
      `${title}, ${whole(plan.few)} clicks, 99 of 100 below`,
      'ms',
      ...rounds.map(({ few }) => tail(few)),
    ),
    row(
      `clicks_${id}_many`,
      `${title}, ${whole(plan.many)} clicks, 99 of 100 below`,
      'ms',
      ...rounds.map(({ many }) => tail(many)),
    ),
    row(
      `clicks_${id}_ratio`,
      '  many / few (goal: 2)',
      'times',
      ...rounds.map(({ few, many }) => tail(many) / tail(few)),
    ),
    row(
      `clicks_${id}_median_ratio`,
      '  the same of medians',
      'times',
      ...rounds.map(({ few, many }) => quantile(many, 0.5) / quantile(few, 0.5)),
    ),
  ]
}

/** Reads statistics on a server of its own, whose clicks were put into its file. */
export async function measureManyClicks(plan: ManyClicksPlan): Promise<Section> {
  const subject = await startSubject(2)
  await subject.end()
  const empty = statSync(subject.files.clicks).size
  const number = (link: number) => numberOf(subject.files.links, idOf(link))
  await fillClicks(subject.files.clicks, number(MANY), plan.many, plan.days)
  await fillClicks(subject.files.clicks, number(FEW), plan.few, plan.days)
  const bytes = statSync(subject.files.clicks).size - empty
  await subject.server.restart()
  const rows: Row[] = []
  for (const period of PERIODS) rows.push(...(await rowsOf(subject, plan, period)))
  await subject.end()
  return {
    title: `${whole(plan.many)} clicks`,
    method: `On one link over ${plan.days} days, ${whole(plan.few)} on another over the same days; ${plan.rounds} rounds of ${whole(plan.reads)} reads of each, one after the other.`,
    rows: [...rows, row('clicks_bytes', 'On disk, for each click', 'bytes', bytes / (plan.many + plan.few))],
    checks: [],
  }
}
