/** Clicks that wait to be folded after a stall: how fast the fold catches up, and what redirects cost meanwhile. */
import { Database } from 'bun:sqlite'
import { cpuEach, cpuOf } from './processes.ts'
import { check, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface BacklogPlan {
  links: number
  rounds: number
  /** Clicks that pile up in a round. */
  clicks: number
  /** Redirects that are answered while they are folded. */
  requests: number
}

interface Round {
  /** CPU time of the thread that folds, for each click of the backlog, in microseconds. */
  folding: number
  /** Clicks in a second, by the clock. */
  rate: number
  /** CPU time of the thread that answers, for each redirect, in microseconds. */
  quiet: number
  catchingUp: number
}

const CONNECTIONS = 32

/** Keeps everybody from writing clicks until the function it gives back is called. */
function stall(path: string): () => void {
  const db = new Database(path, { readwrite: true, create: false })
  db.run('pragma busy_timeout = 10000')
  db.run('begin immediate')
  return () => {
    db.run('rollback')
    db.close()
  }
}

/** Lets so many clicks pile up. Gives back how to let the fold go on. */
async function pileUp(subject: Subject, traffic: Traffic, clicks: number): Promise<() => void> {
  const release = stall(subject.files.clicks)
  await subject.visit(traffic, clicks, CONNECTIONS)
  return release
}

/** The fold alone, with nothing else to do. */
async function drain(subject: Subject, traffic: Traffic, clicks: number) {
  const release = await pileUp(subject, traffic, clicks)
  const folded = await subject.figure('clicks_folded')
  release()
  const [before, began] = [cpuOf(subject.pid), performance.now()]
  await subject.folded(200)
  const seconds = (performance.now() - began) / 1000
  const waiting = subject.redirects - folded
  return { folding: cpuEach(before, cpuOf(subject.pid), waiting).second, rate: waiting / seconds }
}

/** CPU time of the thread that answers, for each redirect. */
async function answering(subject: Subject, traffic: Traffic, requests: number): Promise<number> {
  const before = cpuOf(subject.pid)
  await subject.visit(traffic, requests, CONNECTIONS)
  return cpuEach(before, cpuOf(subject.pid), requests).first
}

async function round(subject: Subject, traffic: Traffic, { clicks, requests }: BacklogPlan): Promise<Round> {
  const alone = await drain(subject, traffic, clicks)
  const quiet = await answering(subject, traffic, requests)
  await subject.folded()
  const release = await pileUp(subject, traffic, clicks)
  release()
  const catchingUp = await answering(subject, traffic, requests)
  await subject.folded()
  return { ...alone, quiet, catchingUp }
}

/** Holds the fold up and lets it go, on a server of its own. */
export async function measureBacklog(plan: BacklogPlan): Promise<Section> {
  const subject = await startSubject(plan.links)
  const traffic: Traffic = { kind: 'visitors', first: 0, links: plan.links }
  await round(subject, traffic, plan)
  const rounds: Round[] = []
  while (rounds.length < plan.rounds) rounds.push(await round(subject, traffic, plan))
  const verified = await subject.server.command('verify')
  await subject.end()
  return {
    title: 'The fold after a stall',
    method: `${plan.rounds} rounds: nothing is folded while ${whole(plan.clicks)} clicks of many browsers come in, on ${whole(plan.links)} links; then it goes on, alone, and once more beside ${whole(plan.requests)} redirects.`,
    rows: [
      row(
        'backlog_cpu',
        'A click of the backlog, the thread that folds',
        'µs CPU',
        ...rounds.map((r) => r.folding),
      ),
      row('backlog_core', 'So one core folds (goal: 50,000)', '/s', ...rounds.map((r) => 1e6 / r.folding)),
      row('backlog_rate', 'By the clock, with whoever else is here', '/s', ...rounds.map((r) => r.rate)),
      row(
        'backlog_quiet',
        'A redirect without a backlog, answering',
        'µs CPU',
        ...rounds.map((r) => r.quiet),
      ),
      row(
        'backlog_beside',
        'A redirect while it catches up, answering',
        'µs CPU',
        ...rounds.map((r) => r.catchingUp),
      ),
      row(
        'backlog_ratio',
        '  catching up / without (goal: 1.1)',
        'times',
        ...rounds.map((r) => r.catchingUp / r.quiet),
      ),
    ],
    checks: [check(verified.code === 0, `fluxly verify: ${verified.out}`)],
  }
}
