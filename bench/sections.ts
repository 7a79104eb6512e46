/** The sections of the benchmarks by their names. */
import { measureAnalytics } from './analytics.ts'
import { measureBacklog } from './backlog.ts'
import { measureCreation } from './creation.ts'
import { measureEngines } from './engines.ts'
import { measureManyClicks } from './many-clicks.ts'
import { measureMemory } from './memory.ts'
import { measureNodes } from './nodes.ts'
import type { Plan } from './plan.ts'
import { measureProbes } from './probes.ts'
import { measureRedirects } from './redirects.ts'
import type { Section } from './report.ts'
import { measureSize } from './size.ts'
import { measureSoak } from './soak.ts'
import { measureStarts } from './starts.ts'
import { startSubject } from './subject.ts'
import { measureTail } from './tail.ts'
import { measureWorkers } from './workers.ts'

/** What one small server is asked: redirects, how long they take, statistics, new links. */
async function basics({ redirects, tail, analytics, creation }: Plan): Promise<Section[]> {
  const { links } = redirects
  const subject = await startSubject(links + 2)
  const sections = [
    await measureRedirects(subject, { ...redirects, visitors: 'alike' }),
    await measureRedirects(subject, { ...redirects, visitors: 'mixed' }),
    await measureTail(subject, tail),
    await measureAnalytics(subject, [links, links + 1], analytics),
    await measureCreation(subject, creation),
  ]
  await subject.end()
  return sections
}

/** The time to an answer alone. */
async function tailAlone({ tail }: Plan): Promise<Section[]> {
  const subject = await startSubject(tail.links)
  const section = await measureTail(subject, tail)
  await subject.end()
  return [section]
}

export const SECTIONS = {
  basics,
  tail: tailAlone,
  starts: async ({ starts }: Plan) => [await measureStarts(starts)],
  workers: async ({ workers }: Plan) => [await measureWorkers(workers)],
  nodes: ({ nodes }: Plan) => measureNodes(nodes),
  engines: async ({ engines }: Plan) => [await measureEngines(engines)],
  memory: async ({ manyLinks }: Plan) => [await measureMemory(manyLinks)],
  backlog: async ({ backlog }: Plan) => [await measureBacklog(backlog)],
  size: ({ size }: Plan) => measureSize(size),
  probes: async ({ size }: Plan) => [await measureProbes(size.probes)],
  clicks: async ({ clicks }: Plan) => [await measureManyClicks(clicks)],
  soak: async ({ soak }: Plan) => [await measureSoak(soak)],
}

export type SectionName = keyof typeof SECTIONS

export const isSection = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name)

/** Those that are measured where none is named: the others take many minutes. */
export const USUAL: SectionName[] = ['basics', 'workers', 'memory', 'backlog']
