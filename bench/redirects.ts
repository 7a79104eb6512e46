/** Redirects against nginx: what one costs, with all that comes after it. */
import { send } from './client.ts'
import { type Nginx, startNginx } from './nginx.ts'
import { type Cpu, cpuEach, cpuOf } from './processes.ts'
import { type Check, check, type Row, row, type Section, whole } from './report.ts'
import type { Subject } from './subject.ts'
import { slugOf, type Traffic } from './traffic.ts'

export interface RedirectPlan {
  /** `alike`: one browser; `mixed`: visitors with many browsers, from many places. */
  visitors: 'alike' | 'mixed'
  links: number
  rounds: number
  /** Requests of a round to each server. */
  requests: number
}

/** One round. CPU time in microseconds for each request. */
interface Round {
  nginx: number | null
  /** From the first request to the last answer. */
  answering: number
  /** From the first request until every click is folded. */
  all: Cpu
  /** Redirects in a second. */
  rate: number
}

const CONNECTIONS = 32

const TITLES = { alike: 'Redirects, one browser', mixed: 'Redirects, many browsers from many places' }

async function nginxRound({ pid, port }: Nginx, traffic: Traffic, total: number): Promise<number> {
  const before = cpuOf(pid)
  await send({ port, connections: CONNECTIONS, total, traffic })
  return cpuEach(before, cpuOf(pid), total).total
}

async function fluxlyRound(subject: Subject, traffic: Traffic, total: number) {
  const before = cpuOf(subject.pid)
  const { seconds } = await subject.visit(traffic, total, CONNECTIONS)
  const answered = cpuOf(subject.pid)
  await subject.folded()
  return {
    answering: cpuEach(before, answered, total).total,
    all: cpuEach(before, cpuOf(subject.pid), total),
    rate: total / seconds,
  }
}

async function round(subject: Subject, nginx: Nginx | null, traffic: Traffic, total: number): Promise<Round> {
  const reference = nginx && (await nginxRound(nginx, traffic, total))
  return { nginx: reference, ...(await fluxlyRound(subject, traffic, total)) }
}

const answerOf = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/r/${slugOf(0)}`, {
    method: 'HEAD',
    redirect: 'manual',
  })
  return [answer.status, answer.headers.get('location'), answer.headers.get('cache-control')].join(' ')
}

async function sameAnswer(subject: Subject, nginx: Nginx): Promise<Check> {
  const [ours, theirs] = await Promise.all([answerOf(subject.server.port), answerOf(nginx.port)])
  return check(ours === theirs, `Both answer with the same status, Location and Cache-Control: ${ours}`)
}

/** The clicks of all links, as the API gives them. */
async function clicksInApi({ server, user }: Subject): Promise<number> {
  let clicks = 0
  for (let next: string | undefined = '/api/links?limit=100'; next; ) {
    const answer = await server.api(user.key, 'GET', next)
    for (const link of (await answer.json()) as { click_count: number }[]) clicks += link.click_count
    next = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]?.replace(server.url, '')
  }
  return clicks
}

/** Whether every redirect that was answered is counted, once. */
async function counted(subject: Subject): Promise<Check[]> {
  await subject.folded()
  const clicks = await clicksInApi(subject)
  const verified = await subject.server.command('verify')
  return [
    check(
      clicks === subject.redirects,
      `${whole(subject.redirects)} redirects were answered, ${whole(clicks)} clicks are counted`,
    ),
    check(verified.code === 0, `fluxly verify: ${verified.out}`),
  ]
}

function againstNginx(id: string, rounds: Round[]): Row[] {
  const compared = rounds.flatMap(({ nginx, ...ours }) => (nginx === null ? [] : [{ nginx, ...ours }]))
  if (compared.length === 0) return []
  const times = (of: (round: Round) => number) => compared.map((round) => of(round) / round.nginx)
  return [
    row(`${id}_cpu_nginx`, 'nginx, return 302', 'µs CPU', ...compared.map(({ nginx }) => nginx)),
    row(`${id}_ratio_answering`, 'Fluxly / nginx, while answering', 'times', ...times((r) => r.answering)),
    row(`${id}_ratio_all`, 'Fluxly / nginx, everything included', 'times', ...times((r) => r.all.total)),
  ]
}

function rowsOf(id: string, rounds: Round[]): Row[] {
  const cpu = (part: string, title: string, of: (round: Round) => number) =>
    row(`${id}_cpu_${part}`, title, 'µs CPU', ...rounds.map(of))
  return [
    ...againstNginx(id, rounds),
    cpu('answering', 'Fluxly, while answering', (r) => r.answering),
    cpu('all', 'Fluxly, until every click is folded', ({ all }) => all.total),
    cpu('all_answering_thread', '  of it the thread that answers', ({ all }) => all.first),
    cpu('all_fold_thread', '  of it the thread that folds', ({ all }) => all.second),
    cpu('all_other_threads', '  of it other threads', ({ all }) => all.total - all.first - all.second),
    row(`${id}_rate`, 'Fluxly, this client', '/s', ...rounds.map((r) => r.rate)),
  ]
}

/** Sends the same visitors to nginx and to Fluxly, in turn. */
export async function measureRedirects(subject: Subject, plan: RedirectPlan): Promise<Section> {
  const nginx = await startNginx()
  const kind = plan.visitors === 'alike' ? 'alike' : 'visitors'
  const traffic: Traffic = { kind, first: 0, links: plan.links }
  const checks = nginx ? [await sameAnswer(subject, nginx)] : []
  await round(subject, nginx, traffic, plan.requests)
  const rounds: Round[] = []
  while (rounds.length < plan.rounds) rounds.push(await round(subject, nginx, traffic, plan.requests))
  await nginx?.stop()
  const missing = nginx
    ? ''
    : ' There is no nginx here to compare with; on Debian: apt-get install nginx-light'
  return {
    title: TITLES[plan.visitors],
    method: `${plan.rounds} rounds of ${whole(plan.requests)} requests each, ${CONNECTIONS} connections, ${whole(plan.links)} links.${missing}`,
    rows: rowsOf(`redirect_${plan.visitors}`, rounds),
    checks: [...checks, ...(await counted(subject))],
  }
}
