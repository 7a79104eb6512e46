/** What a redirect costs with each engine: SQLite, PostgreSQL, and PostgreSQL with ClickHouse. */
import { IN_FILES, inPostgres, inPostgresAndClickHouse, type Keeping } from './keeping.ts'
import { cpuEach, cpuOf } from './processes.ts'
import { check, type Row, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface EnginesPlan {
  links: number
  rounds: number
  /** Redirects of a round with each engine. */
  requests: number
}

/** CPU time for each redirect, in microseconds. */
interface Cost {
  /** The thread that answers, until the click is folded. */
  answering: number
  /** The thread that folds. */
  folding: number
  /** The whole process, until the click is folded. */
  all: number
  /** The databases' own. */
  postgres: number
  clickHouse: number
}

const ENGINES = ['sqlite', 'postgres', 'clickhouse'] as const
type EngineName = (typeof ENGINES)[number]
type Round = Record<EngineName, Cost>

const NAMES: Record<EngineName, string> = {
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  clickhouse: 'PostgreSQL and ClickHouse',
}
const CONNECTIONS = 32
const GOAL = 1.1

interface Installation {
  subject: Subject
  keeping: Keeping
}

const install = async (links: number, keeping: Keeping): Promise<Installation> => ({
  subject: await startSubject(links, 1, keeping),
  keeping,
})

async function cost({ subject, keeping }: Installation, traffic: Traffic, requests: number): Promise<Cost> {
  const [before, base] = [cpuOf(subject.pid), keeping.used()]
  await subject.visit(traffic, requests, CONNECTIONS)
  await subject.folded()
  const { total, first, second } = cpuEach(before, cpuOf(subject.pid), requests)
  const used = keeping.used()
  return {
    answering: first,
    folding: second,
    all: total,
    postgres: (used.postgres - base.postgres) / requests,
    clickHouse: (used.clickHouse - base.clickHouse) / requests,
  }
}

function ratios(id: keyof Cost, title: string, rounds: Round[]): Row[] {
  return ENGINES.slice(1).map((name) =>
    row(
      `engines_${name}_${id}_ratio`,
      `${NAMES[name]} / SQLite, ${title}`,
      'times',
      ...rounds.map((round) => round[name][id] / round.sqlite[id]),
    ),
  )
}

function rowsOf(rounds: Round[]): Row[] {
  const part = (id: keyof Cost, title: string, names: readonly EngineName[] = ENGINES) =>
    names.map((name) =>
      row(
        `engines_${name}_${id}`,
        `${NAMES[name]}, ${title}`,
        'µs CPU',
        ...rounds.map((round) => round[name][id]),
      ),
    )
  return [
    ...part('answering', 'the thread that answers'),
    ...ratios('answering', `answering (goal: ${GOAL})`, rounds),
    ...part('all', 'everything included'),
    ...ratios('all', `everything included (goal: ${GOAL})`, rounds),
    ...part('folding', 'the thread that folds'),
    ...part('postgres', 'PostgreSQL’s own', ['postgres', 'clickhouse']),
    ...part('clickHouse', 'ClickHouse’s own', ['clickhouse']),
  ]
}

/** Sends the same visitors to a server with each engine, in turn. */
export async function measureEngines({ links, rounds, requests }: EnginesPlan): Promise<Section> {
  const traffic: Traffic = { kind: 'visitors', first: 0, links }
  const servers = {
    sqlite: await install(links, IN_FILES),
    postgres: await install(links, await inPostgres()),
    clickhouse: await install(links, await inPostgresAndClickHouse()),
  }
  const measured: Round[] = []
  for (let n = -1; n < rounds; n++) {
    const round = {
      sqlite: await cost(servers.sqlite, traffic, requests),
      postgres: await cost(servers.postgres, traffic, requests),
      clickhouse: await cost(servers.clickhouse, traffic, requests),
    }
    if (n >= 0) measured.push(round)
  }
  const checks = []
  for (const name of ENGINES) {
    const { subject } = servers[name]
    const verified = await subject.server.command('verify')
    checks.push(check(verified.code === 0, `${NAMES[name]}, fluxly verify: ${verified.out}`))
    await subject.end()
  }
  return {
    title: 'Redirects with each engine',
    method: `${rounds} rounds of ${whole(requests)} visitors with many browsers to each, ${CONNECTIONS} connections, ${whole(links)} links. CPU time of Fluxly’s own processes; the databases’ own apart.`,
    rows: rowsOf(measured),
    checks,
  }
}
