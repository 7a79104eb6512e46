/** Minutes of half load: whether memory stays where it is, and nothing is lost. */
import { sendPaced } from './client.ts'
import { cpuOf, memoryOf } from './processes.ts'
import { check, quantile, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

export interface SoakPlan {
  links: number
  minutes: number
  /** Requests for finding out what full load is. */
  requests: number
}

interface Minute {
  memory: number
  p99: number
}

const CONNECTIONS = 32
const MINUTE = 60

/** Half of what the server and the generator beside it can do, in requests a second. */
async function halfLoad(subject: Subject, traffic: Traffic, requests: number): Promise<number> {
  await subject.visit(traffic, requests, CONNECTIONS)
  const { seconds } = await subject.visit(traffic, requests, CONNECTIONS)
  return Math.floor(requests / seconds / 2)
}

async function minute(subject: Subject, traffic: Traffic, rate: number): Promise<Minute> {
  const total = rate * MINUTE
  const { times } = await sendPaced({
    port: subject.server.port,
    connections: CONNECTIONS,
    total,
    rate,
    traffic,
  })
  subject.redirects += total
  return { memory: memoryOf(subject.pid).now, p99: quantile(times, 0.99) }
}

/** How much a value rises from one minute to the next, by least squares; the first minute, in which all gets warm, is left out. */
function slopeOf(values: number[]): number {
  const warm = values.slice(1)
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length
  const [middle, level] = [(warm.length - 1) / 2, mean(warm)]
  const spread = warm.reduce((sum, _, n) => sum + (n - middle) ** 2, 0)
  return warm.reduce((sum, value, n) => sum + (n - middle) * (value - level), 0) / spread
}

/** Visitors for minutes, on a server of its own. */
export async function measureSoak({ links, minutes, requests }: SoakPlan): Promise<Section> {
  const subject = await startSubject(links)
  const traffic: Traffic = { kind: 'visitors', first: 0, links }
  const rate = await halfLoad(subject, traffic, requests)
  const [before, seen]: [number, Minute[]] = [cpuOf(subject.pid).total, []]
  while (seen.length < minutes) seen.push(await minute(subject, traffic, rate))
  const cpu = (cpuOf(subject.pid).total - before) / (minutes * MINUTE * 1e6)
  await subject.folded()
  const counted = await subject.figure('clicks_folded')
  const peak = memoryOf(subject.pid).peak
  const verified = await subject.server.command('verify')
  await subject.end()
  return {
    title: `${minutes} minutes at half load`,
    method: `${whole(rate)} visitors a second with many browsers on ${whole(links)} links: half of what came through at full speed.`,
    rows: [
      row('soak_memory', 'Memory, minute by minute', 'MB', ...seen.map(({ memory }) => memory)),
      row(
        'soak_slope',
        '  it rises each minute by (goal: under 1)',
        'MB',
        slopeOf(seen.map(({ memory }) => memory)),
      ),
      row('soak_peak', 'Memory, at its highest', 'MB', peak),
      row('soak_p99', '99 of 100 answers below, minute by minute', 'ms', ...seen.map(({ p99 }) => p99)),
      row('soak_cpu', 'Processors used', '', cpu),
    ],
    checks: [
      check(
        counted === subject.redirects,
        `${whole(subject.redirects)} redirects were answered, none otherwise; ${whole(counted)} clicks are counted`,
      ),
      check(verified.code === 0, `fluxly verify: ${verified.out}`),
    ],
  }
}
