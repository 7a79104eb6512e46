/** Making links over the API: how many in a second, and what one costs. */
import { cpuEach, cpuOf } from './processes.ts'
import { row, type Section, whole } from './report.ts'
import type { Subject } from './subject.ts'

const CONNECTIONS = 16

export interface CreationPlan {
  rounds: number
  /** Links of a round. */
  links: number
}

async function round(subject: Subject, links: number) {
  const before = cpuOf(subject.pid)
  const { seconds } = await subject.create(links, CONNECTIONS)
  return { rate: links / seconds, cpu: cpuEach(before, cpuOf(subject.pid), links).total }
}

/** One client makes links, each of them durable before it is answered. */
export async function measureCreation(subject: Subject, plan: CreationPlan): Promise<Section> {
  await round(subject, plan.links)
  const rounds: Awaited<ReturnType<typeof round>>[] = []
  while (rounds.length < plan.rounds) rounds.push(await round(subject, plan.links))
  return {
    title: 'New links',
    method: `POST /api/links, ${plan.rounds} rounds of ${whole(plan.links)}, one client, ${CONNECTIONS} connections; each is on disk before its answer.`,
    rows: [
      row('create_rate', 'Links in a second', '/s', ...rounds.map(({ rate }) => rate)),
      row('create_cpu', 'For each link', 'µs CPU', ...rounds.map(({ cpu }) => cpu)),
    ],
    checks: [],
  }
}
