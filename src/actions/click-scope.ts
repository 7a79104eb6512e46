/** Which links a question about clicks is about: one of the caller's, or all of them; and what of their past may be read. */
import { DAY } from '../domain/moment.ts'
import type { Plans } from '../domain/plan.ts'
import type { User } from '../domain/user.ts'
import type { LinkName, Links } from '../ports/links.ts'
import { findLink } from './manage-links.ts'

/** The links of a question. */
export interface ClickScope {
  /** Numbers of links, rising. */
  links: number[]
  /** When the first of them was made; the moment of asking where there are none. */
  begun: number
}

export type ScopeLinks = Pick<Links, 'find' | 'numbers' | 'names'>

const PAGE = 5_000

/** One of a user's links. Refuses (404) another's like one that never was. */
export async function scopeOfLink(links: ScopeLinks, user: User, id: string): Promise<ClickScope> {
  const { pk, createdAt } = await findLink(links)(user.id, id)
  return { links: [pk], begun: createdAt }
}

/** All living links of a user, read in pages between which others are answered. */
export async function scopeOfAccount(links: ScopeLinks, user: User, now: number): Promise<ClickScope> {
  const numbers: number[] = []
  for (;;) {
    const page = await links.numbers(user.id, numbers.at(-1) ?? 0, PAGE)
    for (const number of page) numbers.push(number)
    if (page.length < PAGE) break
    await new Promise((done) => setImmediate(done))
  }
  const [first] = await links.names(numbers.slice(0, 1))
  return { links: numbers, begun: first?.createdAt ?? now }
}

/** The first moment of a scope whose statistics the user's plan lets them read. */
export function earliestOf({ begun }: ClickScope, user: User, plans: Plans, now: number): number {
  const days = plans[user.plan].stats_days
  return days === null ? begun : Math.max(begun, now - days * DAY)
}

/** The names of links by their numbers, each looked up once. */
export async function namesOf(
  links: Pick<Links, 'names'>,
  numbers: Iterable<number>,
): Promise<Map<number, LinkName>> {
  const names = await links.names([...new Set(numbers)])
  return new Map(names.map((name) => [name.pk, name]))
}
