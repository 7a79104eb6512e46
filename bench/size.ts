/** Millions of links: what a redirect costs among them, how soon the server answers, and what it keeps in memory. */
import { statSync } from 'node:fs'
import { readThrough } from './dataset.ts'
import { peaksOfWorkers } from './memory.ts'
import { probe } from './probes.ts'
import { cpuEach, cpuOf, memoryOf } from './processes.ts'
import { type Row, row, type Section, whole } from './report.ts'
import { startsOf } from './starts.ts'
import { type Subject, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface SizePlan {
  links: number
  rounds: number
  /** Requests of a round of each kind. */
  requests: number
  starts: number
  /** Slugs that no link has, tried at full speed. */
  probes: number
}

/** What a redirect costs, in microseconds. */
interface Cost {
  /** All that answers it. */
  answering: number
  /** The thread that folds its click. */
  folding: number
}

/** One round. */
interface Round {
  few: Cost
  random: Cost
  zipf: Cost
}

const CONNECTIONS = 32
const FEW = 1_000

async function costOf(subject: Subject, traffic: Traffic, requests: number): Promise<Cost> {
  const before = cpuOf(subject.pid)
  await subject.visit(traffic, requests, CONNECTIONS)
  await subject.folded()
  const { total, second } = cpuEach(before, cpuOf(subject.pid), requests)
  return { answering: total - second, folding: second }
}

async function round(subject: Subject, { links, requests }: SizePlan): Promise<Round> {
  return {
    few: await costOf(subject, { kind: 'spread', links: FEW }, requests),
    random: await costOf(subject, { kind: 'spread', links }, requests),
    zipf: await costOf(subject, { kind: 'zipf', links }, requests),
  }
}

function costRows(rounds: Round[]): Row[] {
  const rows = (kind: keyof Round, title: string) => [
    row(`size_${kind}_answering`, `${title}, answering`, 'µs CPU', ...rounds.map((r) => r[kind].answering)),
    row(`size_${kind}_folding`, '  and folding its click', 'µs CPU', ...rounds.map((r) => r[kind].folding)),
  ]
  const ratio = (id: string, title: string, of: (round: Round) => number) =>
    row(`size_${id}`, title, 'times', ...rounds.map(of))
  const all = ({ answering, folding }: Cost) => answering + folding
  return [
    ...rows('few', `One of ${whole(FEW)}`),
    ...rows('random', 'Any of all'),
    ...rows('zipf', 'Few often, most seldom (Zipf)'),
    ratio(
      'random_ratio',
      `Any / one of ${whole(FEW)}, answering (goal: 1.3)`,
      ({ random, few }) => random.answering / few.answering,
    ),
    ratio(
      'zipf_ratio',
      `Zipf / one of ${whole(FEW)}, answering (goal: 1.1)`,
      ({ zipf, few }) => zipf.answering / few.answering,
    ),
    ratio('random_ratio_all', '  any, folding included', ({ random, few }) => all(random) / all(few)),
    ratio('zipf_ratio_all', '  Zipf, folding included', ({ zipf, few }) => all(zipf) / all(few)),
  ]
}

/** Links in millions, on a server of its own. */
export async function measureSize(plan: SizePlan): Promise<Section[]> {
  const subject = await startSubject(plan.links)
  await readThrough(subject.files.links)
  const idle = memoryOf(subject.pid)
  await round(subject, plan)
  const rounds: Round[] = []
  while (rounds.length < plan.rounds) rounds.push(await round(subject, plan))
  const probed = await probe(subject, plan.probes)
  await subject.folded()
  const used = memoryOf(subject.pid)
  const bytes = statSync(subject.files.links).size
  const restarts: number[] = []
  for (let n = 0; n < plan.starts; n++)
    restarts.push(await subject.startAgain(Math.floor((plan.links * n) / plan.starts), 'SIGKILL'))
  await subject.end()
  const starts = await startsOf(subject, plan)
  const workers = await peaksOfWorkers(
    subject,
    { kind: 'spread', links: plan.links },
    plan.requests * plan.rounds,
  )
  return [
    {
      title: `${whole(plan.links)} links`,
      method: `${plan.rounds} rounds of ${whole(plan.requests)} redirects of each kind, ${CONNECTIONS} connections. The file of links lies in the system's memory.`,
      rows: [
        ...costRows(rounds),
        row('size_start_killed', 'To the first redirect after it was killed, source', 'ms', ...restarts),
        row('size_memory_idle', 'Memory, just started', 'MB', idle.now),
        row('size_memory_peak', 'Memory, at its highest (goal: under 256)', 'MB', used.peak),
        row('size_memory_now', 'Memory, at the end', 'MB', used.now),
        ...workers,
        row('size_bytes', 'On disk, for each link', 'bytes', bytes / plan.links),
      ],
      checks: [],
    },
    {
      title: `From the start to the first redirect among ${whole(plan.links)} links`,
      method: `${plan.starts} starts of each kind in turn.`,
      rows: starts,
      checks: [],
    },
    probed,
  ]
}
