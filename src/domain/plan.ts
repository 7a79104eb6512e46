/** Plans: what an account may do. One table, read by the API, the pages and the operator. */

export const PLAN_NAMES = ['free', 'pro', 'full_stack'] as const
export type PlanName = (typeof PLAN_NAMES)[number]

export interface Plan {
  /** What people call it. */
  title: string
  /** Links that can be made in a calendar month (UTC). Deleting a link gives nothing back. */
  links_per_month: number
  /** Days for which statistics can be read and single clicks are kept; null: for ever. */
  stats_days: number | null
  /** May gate links with a password. */
  passwords: boolean
  /** May use the API with keys. */
  api: boolean
}

export type Plans = Readonly<Record<PlanName, Plan>>

// biome-ignore format: a table is read by column
export const PLANS: Plans = {
  free:       { title: 'Free',       links_per_month: 25,        stats_days: 30,   passwords: false, api: false },
  pro:        { title: 'Pro',        links_per_month: 1_000,     stats_days: 365,  passwords: true,  api: false },
  full_stack: { title: 'Full Stack', links_per_month: 1_000_000, stats_days: null, passwords: true,  api: true  },
}

/** The features a plan either has or lacks. */
export type Feature = 'passwords' | 'api'

export const isPlanName = (text: string): text is PlanName => (PLAN_NAMES as readonly string[]).includes(text)

/** The lowest plan that has a feature, or null where none has it. */
export const planWith = (feature: Feature, plans: Plans): PlanName | null =>
  PLAN_NAMES.find((name) => plans[name][feature]) ?? null

/** The next plan above `current` that allows more links a month, or null where none does. */
export const planWithMoreLinks = (current: PlanName, plans: Plans): PlanName | null =>
  PLAN_NAMES.slice(PLAN_NAMES.indexOf(current) + 1).find(
    (name) => plans[name].links_per_month > plans[current].links_per_month,
  ) ?? null
