/** What the product asks of the outside. Engines keep these promises; test/conformance holds them to it. */
import type { Click, RawClick, Selection } from './domain/click.ts'
import type { Link, Route } from './domain/link.ts'
import type { Period } from './domain/period.ts'
import type { PlanName } from './domain/plan.ts'
import type { LinkReport, LinkTotals, SeenClick } from './domain/report.ts'
import type { User } from './domain/user.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds of a clock that never goes back; for limits and lengths of time. */
  monotonic(): number
}

/** Where news for the operator goes. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** Hashing of passwords: slow on purpose, so both may refuse (429) when too many wait. */
export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
}

/** An answer as it is kept under an idempotency key and given again. */
export interface KeptAnswer {
  status: number
  location: string | null
  body: string
}

/** A claim on an idempotency key: who holds it may run the request. */
export interface IdempotencyClaim {
  userId: string
  key: string
  /** Tells this claim from a later one on the same key. */
  token: string
}

export type ClaimOutcome =
  | { state: 'claimed' }
  | { state: 'running' }
  | { state: 'reused' }
  | { state: 'kept'; answer: KeptAnswer }

export interface IdempotencyKeys {
  /** Claims a key for a request whose fingerprint is given, at the moment `now`. */
  claim(claim: IdempotencyClaim, fingerprint: string, now: number): Promise<ClaimOutcome>
  /** Keeps the answer of a claimed request. */
  keep(claim: IdempotencyClaim, answer: KeptAnswer): Promise<void>
  /** Forgets a claim, so that the request can be made again. */
  release(claim: IdempotencyClaim): Promise<void>
  /** Forgets the keys that are past their time at the moment `now`. */
  sweep(now: number): Promise<void>
}

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

/** What a link is called, for lists of other things. */
export type LinkName = Pick<Link, 'pk' | 'id' | 'slug' | 'createdAt'>

export interface Links {
  /** Stores a link and counts it against the plan's limit, both or neither. `created` means durable. */
  create(creation: Creation): Promise<CreationOutcome>
  find(userId: string, id: string): Promise<Link | null>
  /** Newest first; `after` is the id of the last link of the page before. Null where that id is not the user's. */
  list(userId: string, limit: number, after: string | null): Promise<Link[] | null>
  /** The numbers of a user's living links, rising from above `after`, at most `limit` of them. */
  numbers(userId: string, after: number, limit: number): Promise<number[]>
  /** What links are called, deleted ones too, in no order. */
  names(pks: number[]): Promise<LinkName[]>
  /** Deletes a link and keeps its slug for its owner. The deleted link's slug, or null where there was no such link. */
  remove(userId: string, id: string, now: number): Promise<string | null>
  /** The link behind a slug, or null. */
  route(slug: string): Promise<Route | null>
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

/** Tells a process that links changed, so that it forgets what it remembers of them. */
export interface LinkChanges {
  /** Calls back with the slug, or with null where any link may have changed. Gives back how to stop. */
  watch(changed: (slug: string | null) => void): Promise<() => Promise<void>>
}

export interface Users {
  create(user: User, passwordHash: string): Promise<'created' | 'email_taken'>
  findByEmail(email: string): Promise<User | null>
  setPlan(email: string, plan: PlanName): Promise<boolean>
  any(): Promise<boolean>
  plansInUse(): Promise<PlanName[]>
}

export interface KeyRecord {
  /** `key_` and 12 lower-case letters or digits. */
  id: string
  userId: string
  name: string
  /** The first characters of the key. */
  start: string
  createdAt: number
  lastUsedAt: number | null
  revokedAt: number | null
}

export interface Keys {
  create(key: KeyRecord, hash: string): Promise<void>
  list(userId: string): Promise<KeyRecord[]>
  /** False where there is no such key, or it was revoked before. */
  revoke(id: string, now: number): Promise<boolean>
  /** The owner of the living key with this hash, and the key's id; null where there is none. */
  owner(hash: string): Promise<{ keyId: string; user: User; lastUsedAt: number | null } | null>
  touch(id: string, now: number): Promise<void>
}

/** Where a redirect leaves its click. */
export interface ClickSpool {
  /** Resolves when the click is with the operating system, or is lost and counted as such. Never rejects. */
  record(click: RawClick): Promise<void>
}

/** A stretch of recorded clicks. Handed over again after a crash, it has the same id and the same clicks. */
export interface SpoolPart {
  id: string
  clicks: RawClick[]
}

export interface Reports {
  /** What was counted of links for all time; those never clicked are left out. */
  totals(links: number[]): Promise<Map<number, LinkTotals>>
  /** The statistics of any number of links together, as they are at one moment. */
  report(links: number[], period: Period, selection: Selection): Promise<LinkReport>
  /**
   * The next clicks of a period one by one: link by link in the order of their numbers, oldest first, at most `limit`,
   * behind the click `after`. None: there are no more. Fewer than `limit` do not mean that.
   */
  page(
    links: number[],
    span: Pick<Period, 'from' | 'to'>,
    selection: Selection,
    after: Pick<SeenClick, 'link' | 'at' | 'n'> | null,
    limit: number,
  ): Promise<SeenClick[]>
  /** The highest position that a click has so far. */
  newest(): Promise<number>
  /** Clicks with a position above `position` that happened at the moment `since` or later, in the order of positions. */
  clicksAfter(links: number[], position: number, since: number, limit: number): Promise<SeenClick[]>
}

/** Something that does not add up, as a sentence. */
export type Discrepancy = string

export interface ClickStore extends Reports {
  /** Counts and keeps the clicks of a part of a spool, once, however often it is handed over. False where it was counted before. */
  fold(part: string, clicks: Click[], now: number): Promise<boolean>
  /** The salt of a UTC day, made if the day has none. */
  salt(day: number, fresh: Uint8Array): Promise<Uint8Array>
  /** Throws away salts, and what tells visitors apart, of the days before `day`. */
  forgetVisitors(day: number): Promise<void>
  /** Links that have single clicks from before a moment, in pages: those numbered above `after`. */
  linksWithClicksBefore(moment: number, after: number, limit: number): Promise<number[]>
  /** Removes the single clicks of a link from before a moment; the counters stay. How many went. */
  removeClicks(link: number, before: number): Promise<number>
  /** Removes everything about links. */
  forgetLinks(links: number[]): Promise<void>
  /** Compares every counter with the clicks it counts. */
  verify(): Promise<{ clicks: number; links: number; discrepancies: Discrepancy[] }>
}
