/** Two workers against one: what they carry together, and what a redirect costs them. */
import { type Ask, type Cost, crowd, GENERATORS } from './crowd.ts'
import { check, type Row, row, type Section, whole } from './report.ts'
import { startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface WorkersPlan {
  links: number
  rounds: number
  /** Requests of a round to each server. */
  requests: number
}

interface Pair {
  one: Cost
  two: Cost
}

function rowsOf(pairs: Pair[]): Row[] {
  const both = (part: keyof Cost, title: string, unit: string) => [
    row(`workers_one_${part}`, `one worker, ${title}`, unit, ...pairs.map(({ one }) => one[part])),
    row(`workers_two_${part}`, `two workers, ${title}`, unit, ...pairs.map(({ two }) => two[part])),
  ]
  const times = (of: (pair: Pair) => number) => pairs.map(of)
  return [
    ...both('answering', 'on the threads that answer', 'µs CPU'),
    row(
      'workers_scale',
      'what two free cores would answer, two / one',
      'times',
      ...times(({ one, two }) => (2 * one.answering) / two.answering),
    ),
    ...both('cpu', 'everything included', 'µs CPU'),
    row(
      'workers_cpu_ratio',
      'everything included, two / one',
      'times',
      ...times(({ one, two }) => two.cpu / one.cpu),
    ),
    ...both('rate', 'these generators', '/s'),
    ...both('busy', 'processors it had', ''),
  ]
}

/** Sends the same visitors to a server with one worker and to one with two, in turn. */
export async function measureWorkers({ links, rounds, requests }: WorkersPlan): Promise<Section> {
  const traffic: Traffic = { kind: 'alike', first: 0, links }
  const visit: Ask = (subject, total, connections) => subject.visit(traffic, total, connections)
  const one = await startSubject(links, 1)
  const two = await startSubject(links, 2)
  const pairs: Pair[] = []
  for (let n = -1; n < rounds; n++) {
    const pair = { one: await crowd([one], visit, requests), two: await crowd([two], visit, requests) }
    if (n >= 0) pairs.push(pair)
  }
  const recorded = [await one.figure('clicks_folded'), await two.figure('clicks_folded')]
  await one.end()
  await two.end()
  return {
    title: 'Two workers and one',
    method: `${rounds} rounds of ${whole(requests)} requests to each, from ${GENERATORS} generators on the same machine. Where generators and workers share the cores, CPU time is what can be compared, and the rates are not what two free cores would carry.`,
    rows: rowsOf(pairs),
    checks: [
      check(
        recorded[0] === one.redirects && recorded[1] === two.redirects,
        `${whole(one.redirects + two.redirects)} redirects were answered, ${whole((recorded[0] ?? 0) + (recorded[1] ?? 0))} clicks are folded`,
      ),
    ],
  }
}
