/** How long answers take at a fixed rate, against nginx at the same. */
import { sendPaced } from './client.ts'
import { startNginx } from './nginx.ts'
import { quantile, type Row, row, type Section, whole } from './report.ts'
import type { Subject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface TailPlan {
  links: number
  rounds: number
  /** Requests in a second. */
  rate: number
  /** Seconds of a round. */
  seconds: number
}

const CONNECTIONS = 64

/** Milliseconds that half, and that 99 of 100, of the answers did not exceed. */
interface Tail {
  median: number
  p99: number
}

interface Round {
  nginx: Tail | null
  fluxly: Tail
}

/** Sends one round to a port. */
async function tailOf(port: number, traffic: Traffic, { rate, seconds }: TailPlan): Promise<Tail> {
  const { times } = await sendPaced({
    port,
    connections: CONNECTIONS,
    total: rate * seconds,
    rate,
    traffic,
  })
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

function rowsOf(rounds: Round[]): Row[] {
  const compared = rounds.flatMap(({ nginx, fluxly }) => (nginx === null ? [] : [{ nginx, fluxly }]))
  const against =
    compared.length === 0
      ? []
      : [
          row('tail_nginx_p99', 'nginx, 99 of 100 below', 'ms', ...compared.map(({ nginx }) => nginx.p99)),
          row('tail_nginx_median', 'nginx, median', 'ms', ...compared.map(({ nginx }) => nginx.median)),
          row(
            'tail_ratio',
            'Fluxly / nginx, 99 of 100 below (goal: at most 2)',
            'times',
            ...compared.map(({ nginx, fluxly }) => fluxly.p99 / nginx.p99),
          ),
        ]
  return [
    row('tail_p99', 'Fluxly, 99 of 100 below', 'ms', ...rounds.map(({ fluxly }) => fluxly.p99)),
    row('tail_median', 'Fluxly, median', 'ms', ...rounds.map(({ fluxly }) => fluxly.median)),
    ...against,
  ]
}

/** Sends the same visitors at the same rate to nginx and to Fluxly, in turn. */
export async function measureTail(subject: Subject, plan: TailPlan): Promise<Section> {
  const nginx = await startNginx()
  const traffic: Traffic = { kind: 'alike', first: 0, links: plan.links }
  const rounds: Round[] = []
  for (let n = -1; n < plan.rounds; n++) {
    const round = {
      nginx: nginx && (await tailOf(nginx.port, traffic, plan)),
      fluxly: await tailOf(subject.server.port, traffic, plan),
    }
    subject.redirects += plan.rate * plan.seconds
    await subject.folded()
    if (n >= 0) rounds.push(round)
  }
  await nginx?.stop()
  return {
    title: `Time to an answer at ${whole(plan.rate)} requests a second`,
    method: `${plan.rounds} rounds of ${plan.seconds} s to each, ${CONNECTIONS} connections; a request that had to wait to be sent is timed from when it was due.`,
    rows: rowsOf(rounds),
    checks: [],
  }
}
