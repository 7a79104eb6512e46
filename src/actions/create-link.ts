/** Making a link. */
import { Failure } from '../domain/failure.ts'
import { newId } from '../domain/key.ts'
import { formatMoment, monthOf, nextMonth } from '../domain/moment.ts'
import { type Plans, planWithMoreLinks } from '../domain/plan.ts'
import type { RandomBytes } from '../domain/random.ts'
import { randomSlug, randomSlugLength } from '../domain/slug.ts'
import type { User } from '../domain/user.ts'
import type { Clock } from '../ports/clock.ts'
import type { Creation, CreationOutcome, Links, NewLink } from '../ports/links.ts'
import type { Passwords } from '../ports/passwords.ts'
import { requireFeature } from './caller.ts'

/** A link as it is asked for; every field is sound. */
export interface LinkWish {
  target: string
  /** Null: a random one. */
  slug: string | null
  expiresAt: number | null
  password: string | null
}

export interface LinkMaking {
  links: Pick<Links, 'create' | 'roughCount'>
  passwords: Passwords
  plans: Plans
  clock: Clock
  random: RandomBytes
}

/** What to keep in the transaction that stores the link. */
export type Keep = (link: NewLink) => Creation['kept']

const TRIES = 12
const COUNT_KEPT = 10_000

function limitReached(user: User, plans: Plans, now: number): Failure {
  const plan = plans[user.plan]
  const more = planWithMoreLinks(user.plan, plans)
  const way = more ? ` ${plans[more].title} allows ${plans[more].links_per_month.toLocaleString('en')}.` : ''
  const allowed = plan.links_per_month.toLocaleString('en')
  return new Failure(
    'limit_reached',
    `The ${plan.title} plan allows ${allowed} links a month, and this month's are used up. The next month begins at ${formatMoment(nextMonth(now))}.${way}`,
    { feature: 'links_per_month', required_plan: more },
  )
}

/** Makes the action. Refuses what the plan does not allow (402) and a slug that is taken (409). */
export function createLink({ links, passwords, plans, clock, random }: LinkMaking) {
  const count = { links: 0, until: Number.NEGATIVE_INFINITY }

  async function slugLength(): Promise<number> {
    if (clock.monotonic() >= count.until) {
      // One asks; the others go on with the last count.
      count.until = clock.monotonic() + COUNT_KEPT
      count.links = await links.roughCount()
    }
    return randomSlugLength(count.links)
  }

  function refusal(outcome: Exclude<CreationOutcome, 'created'>, user: User): Failure {
    if (outcome === 'limit_reached') return limitReached(user, plans, clock.now())
    if (outcome === 'claim_lost')
      return new Failure('request_in_progress', 'The same request is being answered already.')
    return new Failure(
      'slug_taken',
      'The slug is taken. Choose another, or leave custom_slug out for a random one.',
    )
  }

  async function store(user: User, link: NewLink, keep: Keep | undefined): Promise<CreationOutcome> {
    return links.create({
      link,
      month: monthOf(link.createdAt),
      monthlyLimit: plans[user.plan].links_per_month,
      kept: keep?.(link),
    })
  }

  /** Tries slugs, longer ones after a few, until one is free. */
  async function storeWithRandomSlug(user: User, link: NewLink, keep: Keep | undefined) {
    const length = await slugLength()
    for (let tried = 0; ; tried++) {
      const candidate = { ...link, slug: randomSlug(length + Math.floor(tried / 3), random) }
      const outcome = await store(user, candidate, keep)
      if (outcome !== 'slug_taken' || tried >= TRIES) return { outcome, link: candidate }
    }
  }

  return async (user: User, wish: LinkWish, keep?: Keep): Promise<NewLink> => {
    if (wish.password !== null) requireFeature(user, 'passwords', plans)
    const wanted: NewLink = {
      id: newId('lnk', random),
      slug: wish.slug ?? '',
      target: wish.target,
      userId: user.id,
      passwordHash: wish.password === null ? null : await passwords.hash(wish.password),
      expiresAt: wish.expiresAt,
      createdAt: clock.now(),
      disabledAt: null,
    }
    const { outcome, link } =
      wish.slug === null
        ? await storeWithRandomSlug(user, wanted, keep)
        : { outcome: await store(user, wanted, keep), link: wanted }
    if (outcome !== 'created') throw refusal(outcome, user)
    return link
  }
}
