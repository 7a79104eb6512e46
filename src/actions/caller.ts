/** Who is asking, and what their plan lets them do. */
import { Failure } from '../domain/failure.ts'
import { type Feature, type Plans, planWith } from '../domain/plan.ts'
import type { User } from '../domain/user.ts'

/** How a caller was recognised: by a key, or by the session of a browser that is signed in. */
export type Credential =
  | { kind: 'key'; id: string }
  | { kind: 'session'; id: string /** Milliseconds since 1970. */; since: number }

export interface Caller {
  user: User
  credential: Credential
}

const FEATURES: Record<Feature, string> = {
  api: 'The API',
  passwords: 'A password on a link',
}

/** Refuses (402) what the caller's plan does not include. */
export function requireFeature(user: User, feature: Feature, plans: Plans): void {
  if (plans[user.plan][feature]) return
  const needed = planWith(feature, plans)
  const way = needed ? `it comes with ${plans[needed].title}` : 'no plan here includes it'
  throw new Failure(
    'plan_required',
    `${FEATURES[feature]} is not part of the ${plans[user.plan].title} plan; ${way}.`,
    {
      feature,
      required_plan: needed,
    },
  )
}
