/** The table of plans, as the file that FLUXLY_PLANS names overrides it. */
import { PLAN_NAMES, PLANS, type Plans } from '../domain/plan.ts'
import { Mistake, readText } from './values.ts'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Mistake('names a file that is not JSON')
  }
}

/** The plans in the file at `path`; what it leaves out is as ever. */
export function plans(path: string): Plans {
  // What checks the file takes as long to load as all else that a command needs; few set this.
  const { planFile } = require('./plan-file.ts') as typeof import('./plan-file.ts')
  const read = planFile.safeParse(parseJson(readText(path)))
  if (!read.success) {
    const places = read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
    throw new Mistake(`names a file that is not a table of plans: ${places.join('; ')}`)
  }
  return Object.fromEntries(
    PLAN_NAMES.map((name) => [name, { ...PLANS[name], ...read.data[name] }]),
  ) as unknown as Plans
}
