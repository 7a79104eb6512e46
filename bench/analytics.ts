/** Reading statistics: does a link with many clicks take longer than one with few? */
import { send } from './client.ts'
import { quantile, row, type Section, whole } from './report.ts'
import type { Subject } from './subject.ts'
import { idOf } from './traffic.ts'

export interface AnalyticsPlan {
  /** Clicks of the one link and of the other. */
  few: number
  many: number
  rounds: number
  /** Reads of a round, of each link. */
  reads: number
}

const CONNECTIONS = 32

/** Milliseconds of reads of a link's statistics, one after the other. */
async function read({ server, user }: Subject, link: number, reads: number): Promise<number[]> {
  const traffic = { kind: 'reads', key: user.key, path: `/api/links/${idOf(link)}/analytics` } as const
  return (await send({ port: server.port, connections: 1, total: reads, traffic, timed: true })).times
}

/** Gives two links their clicks, through redirects. */
async function giveClicks(
  subject: Subject,
  links: [number, number],
  clicks: [number, number],
): Promise<void> {
  for (const [index, first] of links.entries())
    await subject.visit({ kind: 'visitors', first, links: 1 }, clicks[index] as number, CONNECTIONS)
  await subject.folded()
}

/** Reads the statistics of `links[0]`, which gets few clicks, and of `links[1]`, which gets many, in turn. */
export async function measureAnalytics(
  subject: Subject,
  links: [number, number],
  plan: AnalyticsPlan,
): Promise<Section> {
  await giveClicks(subject, links, [plan.few, plan.many])
  const [few, many]: [number[], number[]] = [[], []]
  for (const link of links) await read(subject, link, plan.reads)
  for (let round = 0; round < plan.rounds; round++) {
    few.push(...(await read(subject, links[0], plan.reads)))
    many.push(...(await read(subject, links[1], plan.reads)))
  }
  const figures = (id: string, clicks: number, times: number[]) => [
    row(`analytics_${id}_median`, `${whole(clicks)} clicks, median`, 'ms', quantile(times, 0.5)),
    row(`analytics_${id}_p99`, `${whole(clicks)} clicks, 99 of 100 below`, 'ms', quantile(times, 0.99)),
  ]
  return {
    title: 'Statistics',
    method: `GET /api/links/{id}/analytics, ${whole(few.length)} reads of each link, one after the other.`,
    rows: [
      ...figures('few', plan.few, few),
      ...figures('many', plan.many, many),
      row('analytics_ratio', 'Many / few, median', 'times', quantile(many, 0.5) / quantile(few, 0.5)),
    ],
    checks: [],
  }
}
