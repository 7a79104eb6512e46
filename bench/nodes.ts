/** Two nodes on one PostgreSQL against one: what they carry together, and what that costs them and the database. */
import { type Ask, type Cost, crowd, GENERATORS } from './crowd.ts'
import { inPostgres, type Keeping } from './keeping.ts'
import { check, quantile, type Row, row, type Section, whole } from './report.ts'
import { type Subject, startNodeBeside, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface NodesPlan {
  links: number
  rounds: number
  /** Redirects of a round, of one node and of two together. */
  requests: number
  /** New links of a round, likewise. */
  creations: number
}

/** What one node, or two, cost in a round, and PostgreSQL behind them in microseconds for each request. */
type Measured = Cost & { postgres: number }

interface Pair {
  one: Measured
  two: Measured
}

/** Connections of each generator of new links: all are one user's, and wait for each other at the database. */
const MAKERS = 4
/** So much more than one two have to carry. */
const GOAL = 1.8

interface Installation {
  nodes: Subject[]
  keeping: Keeping
}

async function install(links: number, count: 1 | 2): Promise<Installation> {
  const keeping = await inPostgres()
  const first = await startSubject(links, 1, keeping)
  return { nodes: count === 1 ? [first] : [first, await startNodeBeside(first, keeping)], keeping }
}

async function cost({ nodes, keeping }: Installation, ask: Ask, requests: number): Promise<Measured> {
  const before = keeping.used().postgres
  const measured = await crowd(nodes, ask, requests)
  return { ...measured, postgres: (keeping.used().postgres - before) / requests }
}

/** The same to one node and to two, in turn, after a round for warming up. */
async function pairsOf(
  [one, two]: [Installation, Installation],
  ask: Ask,
  { rounds, requests }: Pick<NodesPlan, 'rounds' | 'requests'>,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let n = -1; n < rounds; n++) {
    const pair = { one: await cost(one, ask, requests), two: await cost(two, ask, requests) }
    if (n >= 0) pairs.push(pair)
  }
  return pairs
}

const scaleOf = ({ one, two }: Pair) => (2 * one.answering) / two.answering

function rowsOf(id: string, pairs: Pair[]): Row[] {
  const both = (part: keyof Measured, title: string, unit: string) => [
    row(`${id}_one_${part}`, `one node, ${title}`, unit, ...pairs.map(({ one }) => one[part])),
    row(`${id}_two_${part}`, `two nodes, ${title}`, unit, ...pairs.map(({ two }) => two[part])),
  ]
  const ratio = (part: keyof Measured, title: string) =>
    row(`${id}_${part}_ratio`, title, 'times', ...pairs.map(({ one, two }) => two[part] / one[part]))
  return [
    ...both('answering', 'on the threads that answer', 'µs CPU'),
    row(`${id}_scale`, 'what free cores would answer, two / one', 'times', ...pairs.map(scaleOf)),
    ...both('cpu', 'everything included', 'µs CPU'),
    ratio('cpu', 'everything included, two / one'),
    ...both('postgres', 'PostgreSQL itself', 'µs CPU'),
    ratio('postgres', 'PostgreSQL itself, two / one'),
    ...both('rate', 'these generators', '/s'),
    ...both('busy', 'processors they had', ''),
  ]
}

/** Whether two carry as much more as they have to. */
const reached = (what: string, pairs: Pair[]) => {
  const scale = quantile(pairs.map(scaleOf), 0.5)
  return check(
    scale >= GOAL,
    `Of ${what} two nodes carry ${scale.toFixed(2)} times as many as one; the goal is ${GOAL}`,
  )
}

const ALL_ON_ONE_MACHINE =
  'Nodes, PostgreSQL and generators share the machine: CPU time is what can be compared, and the rates are not what free cores would carry.'

/** Sends the same visitors, and then the same makers of links, to one node and to two. */
export async function measureNodes({ links, rounds, requests, creations }: NodesPlan): Promise<Section[]> {
  const both: [Installation, Installation] = [await install(links, 1), await install(links, 2)]
  const traffic: Traffic = { kind: 'alike', first: 0, links }
  const visit: Ask = (node, total, connections) => node.visit(traffic, total, connections)
  const visits = await pairsOf(both, visit, { rounds, requests })
  const make: Ask = (node, total) => node.create(total, MAKERS)
  const made = await pairsOf(both, make, { rounds, requests: creations })
  const nodes = both.flatMap((installation) => installation.nodes)
  const redirects = nodes.reduce((sum, node) => sum + node.redirects, 0)
  let folded = 0
  for (const node of nodes) folded += await node.figure('clicks_folded')
  const verified = await Promise.all(
    both.map(({ nodes: [node] }) => (node as Subject).server.command('verify')),
  )
  for (const node of nodes) await node.end()
  return [
    {
      title: 'Two nodes and one, redirects',
      method: `${rounds} rounds of ${whole(requests)} requests to one node and to two on one PostgreSQL, from ${GENERATORS} generators. ${ALL_ON_ONE_MACHINE}`,
      rows: rowsOf('nodes', visits),
      checks: [
        reached('redirects', visits),
        check(
          folded === redirects,
          `${whole(redirects)} redirects were answered, ${whole(folded)} clicks are folded`,
        ),
        ...verified.map(({ code, out }) => check(code === 0, `fluxly verify: ${out}`)),
      ],
    },
    {
      title: 'Two nodes and one, new links',
      method: `${rounds} rounds of ${whole(creations)} links made over the API of one node and of two, by ${GENERATORS} clients for one user. PostgreSQL, which takes more CPU for each than a node, bounds how many there can be.`,
      rows: rowsOf('nodes_create', made),
      checks: [],
    },
  ]
}
