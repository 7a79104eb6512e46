/** Somebody who tries slugs that no link has: what is kept of them in memory, and what others feel of it. */
import { sendPaced } from './client.ts'
import { cpuEach, cpuOf, memoryOf } from './processes.ts'
import { check, quantile, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'

const CONNECTIONS = 32
const FEW = 1_000
/** Known links asked for while others probe, in a second. */
const VISITS_BESIDE = 1_000

/** How long known links take to be answered at a steady rate, for so long. 99 of 100 answers took less. */
async function tailBeside(subject: Subject, seconds: number): Promise<number> {
  const total = VISITS_BESIDE * seconds
  const traffic = { kind: 'alike', first: 0, links: FEW } as const
  const { times } = await sendPaced({
    port: subject.server.port,
    connections: 8,
    rate: VISITS_BESIDE,
    total,
    traffic,
  })
  subject.redirects += total
  return quantile(times, 0.99)
}

/** Somebody tries slugs at full speed, others follow links as ever. */
export async function probe(subject: Subject, probes: number): Promise<Section> {
  const seconds = Math.max(3, Math.ceil(probes / 100_000))
  const quiet = await tailBeside(subject, seconds)
  const before = memoryOf(subject.pid)
  const cpu = cpuOf(subject.pid)
  const probing = subject.probe(probes, CONNECTIONS)
  const beside = await tailBeside(subject, seconds)
  await probing
  const after = memoryOf(subject.pid)
  const rows = [
    row('size_probe_memory', 'Memory, more than before (goal: under 150)', 'MB', after.now - before.now),
    row('size_probe_peak', '  at its highest, more than before', 'MB', after.peak - before.now),
    row(
      'size_probe_cpu',
      'An unknown slug, with the visits beside it',
      'µs CPU',
      cpuEach(cpu, cpuOf(subject.pid), probes).total,
    ),
    row('size_probe_quiet', 'Known links, 99 of 100 below, without', 'ms', quiet),
    row('size_probe_beside', 'Known links, 99 of 100 below, meanwhile', 'ms', beside),
    row('size_probe_ratio', 'Meanwhile / without (goal: 2)', 'times', beside / quiet),
  ]
  return {
    title: 'Slugs that no link has',
    method: `${whole(probes)} of them at full speed, with no limit on tries; ${whole(VISITS_BESIDE)} known links a second beside them.`,
    rows,
    checks: [check(rows.length > 0, 'Every unknown slug was answered with 404, every known one with 302')],
  }
}

/** The same on a server of its own, with few links. */
export async function measureProbes(probes: number): Promise<Section> {
  const subject = await startSubject(FEW)
  const section = await probe(subject, probes)
  await subject.end()
  return section
}
