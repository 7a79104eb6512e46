/** Links, as they are kept. */
import type { Link, Route } from '../domain/link.ts'
import type { PlanName } from '../domain/plan.ts'
import type { IdempotencyClaim, KeptAnswer } from './idempotency.ts'

export type NewLink = Omit<Link, 'pk'>

export interface Creation {
  link: NewLink
  /** How many links the owner's plan allows in `month` (`2026-11`). */
  monthlyLimit: number
  month: string
  /** The answer to keep with it, in the same transaction. */
  kept?: { claim: IdempotencyClaim; answer: KeptAnswer } | undefined
}

export type CreationOutcome = 'created' | 'slug_taken' | 'limit_reached' | 'claim_lost'

/** Which of a user's links are listed, and in which order. */
export interface LinkChoice {
  /** A text that the slug or the target holds, in any case of its letters; null: all links. */
  search: string | null
  order: 'newest' | 'oldest'
}

/** What is changed of a link; what is left out stays. */
export interface LinkChange {
  target?: string | undefined
  expiresAt?: number | null | undefined
  passwordHash?: string | null | undefined
}

/** The undoing of a deletion. */
export interface Restoration {
  userId: string
  id: string
  now: number
  /** The answer to keep with it, in the same transaction. */
  keep?: ((link: Link) => Creation['kept']) | undefined
}

export type RestorationOutcome = Link | 'gone' | 'slug_taken' | 'claim_lost'

/** Which links an operator sees: everybody's or one user's. */
export interface OperatorChoice {
  userId: string | null
  search: string | null
  limit: number
  /** The id of the last link of the page before. */
  after: string | null
}

/** A link with whose it is. */
export interface OwnedLink {
  link: Link
  email: string
}

/** What a link is called, for lists of other things. */
export type LinkName = Pick<Link, 'pk' | 'id' | 'slug' | 'createdAt'>

export interface Links {
  /** Stores a link and counts it against the plan's limit, both or neither. `created` means durable. */
  create(creation: Creation): Promise<CreationOutcome>
  find(userId: string, id: string): Promise<Link | null>
  /** Newest first, all, unless chosen otherwise; `after` is the id of the last link of the page before. Null where that id is not the user's. */
  list(userId: string, limit: number, after: string | null, choice?: LinkChoice): Promise<Link[] | null>
  /** The numbers of a user's links, newest first, at most `limit`; of those that hold `search`, where it is not null. */
  matching(userId: string, search: string | null, limit: number): Promise<number[]>
  /** The number of one of a user's links, deleted ones included; null where there is none. */
  numberOf(userId: string, id: string): Promise<number | null>
  /** Links by their numbers, in that order; deleted ones are left out. */
  numbered(pks: number[]): Promise<Link[]>
  /** Everybody's links, newest first. Null where there is no link `after`. */
  listAll(choice: OperatorChoice): Promise<OwnedLink[] | null>
  /** Changes a link. The link after it, or null where there was no such link. */
  change(userId: string, id: string, change: LinkChange): Promise<Link | null>
  /** Disables a link, whosever it is, or enables it (null). Its slug, or null where there was no such link. */
  setDisabled(id: string, disabledAt: number | null): Promise<string | null>
  /** The numbers of a user's living links, rising from above `after`, at most `limit` of them. */
  numbers(userId: string, after: number, limit: number): Promise<number[]>
  /** What links are called, deleted ones too, in no order. */
  names(pks: number[]): Promise<LinkName[]>
  /** Deletes a link and keeps its slug for its owner. The deleted link's slug, or null where there was no such link. */
  remove(userId: string, id: string, now: number): Promise<string | null>
  /** Brings a deleted link back while its slug is held; one that is not deleted stays as it is. */
  restore(restoration: Restoration): Promise<RestorationOutcome>
  /** The link behind a slug, or null; at once where links are read without waiting. */
  route(slug: string): Route | null | Promise<Route | null>
  /** About how many links exist. */
  roughCount(): Promise<number>
  /** How many links a user made in a month. */
  used(userId: string, month: string): Promise<number>
  /** The plan of each link's owner; deleted links are left out. */
  plansOf(pks: number[]): Promise<Map<number, PlanName>>
  /** Links deleted before a moment, at most `limit` of them, as the numbers by which clicks know them. */
  deletedBefore(moment: number, limit: number): Promise<number[]>
  /** Takes away what is left of deleted links. */
  erase(pks: number[]): Promise<void>
}
