/** Two workers against one: what they carry together, and what a redirect costs them. */
import { send } from './client.ts'
import { cpuEach, cpuOf } from './processes.ts'
import { check, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface WorkersPlan {
  links: number
  rounds: number
  /** Requests of a round to each server. */
  requests: number
}

interface Round {
  /** Redirects in a second. */
  rate: number
  /** CPU time of a redirect with all that comes after it, in microseconds. */
  cpu: number
  /** Processors that the server used while it answered. */
  busy: number
}

const CONNECTIONS = 32
/** Generators that send at once: a single one would be the limit. */
const GENERATORS = 2

async function round(subject: Subject, traffic: Traffic, requests: number): Promise<Round> {
  const { port } = subject.server
  const total = Math.ceil(requests / GENERATORS)
  const job = { port, connections: CONNECTIONS / GENERATORS, total, traffic }
  const before = cpuOf(subject.pid)
  const outcomes = await Promise.all(Array.from({ length: GENERATORS }, () => send(job)))
  const answered = cpuOf(subject.pid)
  subject.redirects += total * GENERATORS
  await subject.folded()
  const seconds = Math.max(...outcomes.map((outcome) => outcome.seconds))
  return {
    rate: (total * GENERATORS) / seconds,
    cpu: cpuEach(before, cpuOf(subject.pid), total * GENERATORS).total,
    busy: (answered.total - before.total) / 1e6 / seconds,
  }
}

/** Sends the same visitors to a server with one worker and to one with two, in turn. */
export async function measureWorkers({ links, rounds, requests }: WorkersPlan): Promise<Section> {
  const traffic: Traffic = { kind: 'alike', first: 0, links }
  const one = await startSubject(links, 1)
  const two = await startSubject(links, 2)
  const pairs: { one: Round; two: Round }[] = []
  for (let n = -1; n < rounds; n++) {
    const pair = { one: await round(one, traffic, requests), two: await round(two, traffic, requests) }
    if (n >= 0) pairs.push(pair)
  }
  const recorded = [await one.figure('clicks_folded'), await two.figure('clicks_folded')]
  await one.end()
  await two.end()
  return {
    title: 'Two workers and one',
    method: `${rounds} rounds of ${whole(requests)} requests to each, from ${GENERATORS} generators on the same machine. Where generators and workers share the cores, CPU time is what can be compared, and the rates are not what two free cores would carry.`,
    rows: [
      row('workers_one_cpu', 'one worker, everything included', 'µs CPU', ...pairs.map((p) => p.one.cpu)),
      row('workers_two_cpu', 'two workers, everything included', 'µs CPU', ...pairs.map((p) => p.two.cpu)),
      row(
        'workers_cpu_ratio',
        'CPU for each redirect, two / one',
        'times',
        ...pairs.map((p) => p.two.cpu / p.one.cpu),
      ),
      row('workers_one_rate', 'one worker, these generators', '/s', ...pairs.map((p) => p.one.rate)),
      row('workers_two_rate', 'two workers, these generators', '/s', ...pairs.map((p) => p.two.rate)),
      row(
        'workers_rate_ratio',
        'redirects in a second, two / one',
        'times',
        ...pairs.map((p) => p.two.rate / p.one.rate),
      ),
      row('workers_one_busy', 'processors that one worker had', '', ...pairs.map((p) => p.one.busy)),
      row('workers_two_busy', 'processors that two workers had', '', ...pairs.map((p) => p.two.busy)),
    ],
    checks: [
      check(
        recorded[0] === one.redirects && recorded[1] === two.redirects,
        `${whole(one.redirects + two.redirects)} redirects were answered, ${whole((recorded[0] ?? 0) + (recorded[1] ?? 0))} clicks are folded`,
      ),
    ],
  }
}
