/** How much of everything is measured. */
import type { AnalyticsPlan } from './analytics.ts'
import type { BacklogPlan } from './backlog.ts'
import type { CreationPlan } from './creation.ts'
import type { EnginesPlan } from './engines.ts'
import type { ManyClicksPlan } from './many-clicks.ts'
import type { NodesPlan } from './nodes.ts'
import type { RedirectPlan } from './redirects.ts'
import type { SizePlan } from './size.ts'
import type { SoakPlan } from './soak.ts'
import type { StartsPlan } from './starts.ts'
import type { TailPlan } from './tail.ts'
import type { WorkersPlan } from './workers.ts'

export interface Plan {
  redirects: Omit<RedirectPlan, 'visitors'>
  tail: TailPlan
  creation: CreationPlan
  analytics: AnalyticsPlan
  workers: WorkersPlan
  nodes: NodesPlan
  engines: EnginesPlan
  starts: StartsPlan
  /** Links for the measuring of memory. */
  manyLinks: number
  backlog: BacklogPlan
  size: SizePlan
  clicks: ManyClicksPlan
  soak: SoakPlan
}

export const FULL: Plan = {
  redirects: { links: 1_000, rounds: 5, requests: 200_000 },
  tail: { links: 1_000, rounds: 5, rate: 20_000, seconds: 5 },
  creation: { rounds: 3, links: 5_000 },
  analytics: { few: 1_000, many: 300_000, rounds: 5, reads: 100 },
  workers: { links: 1_000, rounds: 5, requests: 200_000 },
  nodes: { links: 1_000, rounds: 5, requests: 100_000, creations: 4_000 },
  engines: { links: 1_000, rounds: 5, requests: 100_000 },
  starts: { links: 1_000, starts: 10 },
  manyLinks: 100_000,
  backlog: { links: 1_000, rounds: 3, clicks: 300_000, requests: 100_000 },
  size: { links: 10_000_000, rounds: 5, requests: 200_000, starts: 10, probes: 10_000_000 },
  clicks: { few: 1_000, many: 20_000_000, days: 400, rounds: 5, reads: 200 },
  soak: { links: 1_000, minutes: 10, requests: 200_000 },
}

export const QUICK: Plan = {
  redirects: { links: 1_000, rounds: 3, requests: 40_000 },
  tail: { links: 1_000, rounds: 3, rate: 20_000, seconds: 2 },
  creation: { rounds: 1, links: 1_000 },
  analytics: { few: 1_000, many: 30_000, rounds: 3, reads: 50 },
  workers: { links: 1_000, rounds: 3, requests: 40_000 },
  nodes: { links: 1_000, rounds: 3, requests: 40_000, creations: 2_000 },
  engines: { links: 1_000, rounds: 3, requests: 40_000 },
  starts: { links: 1_000, starts: 5 },
  manyLinks: 100_000,
  backlog: { links: 1_000, rounds: 3, clicks: 100_000, requests: 50_000 },
  size: { links: 1_000_000, rounds: 3, requests: 50_000, starts: 5, probes: 300_000 },
  clicks: { few: 1_000, many: 1_000_000, days: 400, rounds: 3, reads: 100 },
  soak: { links: 1_000, minutes: 3, requests: 50_000 },
}
