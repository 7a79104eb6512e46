/** What the file that FLUXLY_PLANS names may hold. */
import { z } from 'zod'
import { PLAN_NAMES } from '../domain/plan.ts'

const count = z.int().min(0)
const planOverride = z.strictObject({
  links_per_month: count.optional(),
  stats_days: count.min(1).nullable().optional(),
  passwords: z.boolean().optional(),
  api: z.boolean().optional(),
})

export const planFile = z.partialRecord(z.enum(PLAN_NAMES), planOverride)
