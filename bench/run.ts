/** The benchmarks: `npm run bench`, with `-- --json` for machines and `-- --quick` for a first look. */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { version } from '../package.json'
import { type AnalyticsPlan, measureAnalytics } from './analytics.ts'
import { type CreationPlan, measureCreation } from './creation.ts'
import { measureMemory } from './memory.ts'
import { measureRedirects, type RedirectPlan } from './redirects.ts'
import { allHold, json, type Section, table } from './report.ts'
import { startSubject } from './subject.ts'
import { measureWorkers, type WorkersPlan } from './workers.ts'

interface Plan {
  redirects: Omit<RedirectPlan, 'visitors'>
  creation: CreationPlan
  analytics: AnalyticsPlan
  workers: WorkersPlan
  /** Links for the measuring of memory. */
  manyLinks: number
}

const FULL: Plan = {
  redirects: { links: 1_000, rounds: 5, requests: 200_000 },
  creation: { rounds: 3, links: 5_000 },
  analytics: { few: 1_000, many: 300_000, rounds: 5, reads: 100 },
  workers: { links: 1_000, rounds: 5, requests: 200_000 },
  manyLinks: 100_000,
}

const QUICK: Plan = {
  redirects: { links: 1_000, rounds: 3, requests: 40_000 },
  creation: { rounds: 1, links: 1_000 },
  analytics: { few: 1_000, many: 30_000, rounds: 3, reads: 50 },
  workers: { links: 1_000, rounds: 3, requests: 40_000 },
  manyLinks: 100_000,
}

const machine = () =>
  `Fluxly ${version}, Bun ${Bun.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`

async function measure({ redirects, creation, analytics, workers, manyLinks }: Plan): Promise<Section[]> {
  const { links } = redirects
  const subject = await startSubject(links + 2)
  const sections = [
    await measureRedirects(subject, { ...redirects, visitors: 'alike' }),
    await measureRedirects(subject, { ...redirects, visitors: 'mixed' }),
    await measureAnalytics(subject, [links, links + 1], analytics),
    await measureCreation(subject, creation),
  ]
  await subject.end()
  return [...sections, await measureWorkers(workers), await measureMemory(manyLinks)]
}

/** What is asked for on the command line. */
function asked(): { asJson: boolean; plan: Plan } {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } })
  return { asJson: values.json ?? false, plan: values.quick ? QUICK : FULL }
}

if (process.platform !== 'linux') throw new Error('The benchmarks read /proc, which only Linux has.')
// What was started ends with this process; a signal has to end it in the usual way for that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))
const { asJson, plan } = asked()
const sections = await measure(plan)
process.stdout.write(`${(asJson ? json : table)(machine(), sections)}\n`)
process.exitCode = allHold(sections) ? 0 : 1
