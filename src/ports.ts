/** What the product asks of the outside. Engines keep these promises; test/conformance holds them to it. */
import type { Click, RawClick, Selection } from './domain/click.ts'
import type { Allowance } from './domain/limiter.ts'
import type { Link, Route } from './domain/link.ts'
import type { Period } from './domain/period.ts'
import type { PlanName } from './domain/plan.ts'
import type { LinkReport, LinkTotals, SeenClick } from './domain/report.ts'
import type { Invitation, SignUpPolicy, User } from './domain/user.ts'

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

/** So many uses of a key in a window of time. Who counts knows the limit by its name. */
export interface LimitTerms {
  readonly name: string
  readonly limit: number
  readonly windowMs: number
  /** Against what: somebody who tries secrets, counted exactly or refused; or load, which may be counted by shares, or by each node. */
  readonly guards: 'secret' | 'load'
}

/** So many at once under a key. */
export interface RoomTerms {
  readonly name: string
  readonly most: number
}

/**
 * Limits on how often something may be done, counted once for all processes of a server, and with PostgreSQL for all
 * nodes; places are counted by each server for itself. Where nobody can be asked,
 * `take` and `enter` reject with `unavailable`: what guards a secret refuses then, what guards only against load goes on.
 */
export interface Limits {
  /** Uses one of the key's allowance, if there is one left. */
  take(terms: LimitTerms, key: string): Promise<Allowance>
  /** Gives back one that was taken, where the thing done turned out not to count. */
  giveBack(terms: LimitTerms, key: string): void
  /** Takes a place until the function it gives back is called; null where all are taken. */
  enter(terms: RoomTerms, key: string): Promise<(() => void) | null>
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

/** What a process is told that remembers links. */
export interface LinkNews {
  /** The link behind a slug changed; null: any may have. */
  changed(slug: string | null): void
  /** Nothing is heard from now on, and nothing can be read: what is remembered is all there is. */
  alone(): void
  /** Links may have changed unheard: what is remembered has to be read again, as far as it can be. */
  doubtful(): void
}

/** Tells a process that links changed. */
export interface LinkChanges {
  /** Gives back how to stop. */
  watch(news: LinkNews): Promise<() => Promise<void>>
}

/** A user as an operator sees them. */
export interface UserOverview {
  user: User
  /** Living links, and links made in the month asked for. */
  links: number
  linksThisMonth: number
}

/** What an operator may change of a user; what is left out stays. */
export interface UserChange {
  plan?: PlanName | undefined
  admin?: boolean | undefined
  disabledAt?: number | null | undefined
}

export interface Users {
  /** Stores a user who signs in with a password. */
  create(user: User, passwordHash: string): Promise<'created' | 'email_taken'>
  /** Stores the first user; refuses, however many ask at once, where there is a user already. */
  createFirst(user: User, passwordHash: string): Promise<'created' | 'not_first'>
  find(id: string): Promise<User | null>
  findByEmail(email: string): Promise<User | null>
  setPlan(email: string, plan: PlanName): Promise<boolean>
  /** Newest first; `search` is a part of the address or name; `after` the id of the last user of the page before. */
  list(page: { search: string; limit: number; after: string | null; month: string }): Promise<UserOverview[]>
  /** Changes a user. Disabling ends their sessions and stops their links, on every node. The user after it, or null. */
  change(id: string, change: UserChange): Promise<User | null>
  setName(id: string, name: string): Promise<void>
  /** Whether the user signs in with a password, and with a second factor. */
  signIn(id: string): Promise<{ password: string | null; twoFactor: boolean }>
  /** Takes a user away: keys, sessions, ways to sign in, address; links are deleted, and their targets forgotten. The links' numbers. */
  erase(id: string, now: number): Promise<number[]>
  /** Removes what is left of users who were taken away, once their last link is gone too. */
  sweep(): Promise<void>
  any(): Promise<boolean>
  plansInUse(): Promise<PlanName[]>
}

/** A browser that is signed in. */
export interface SessionRecord {
  /** `ses_` and 12 lower-case letters or digits. */
  id: string
  userAgent: string
  createdAt: number
  expiresAt: number
}

export interface Sessions {
  /** Living sessions of a user, newest first. */
  list(userId: string, now: number): Promise<SessionRecord[]>
  /** Ends a session of a user. False where there is none. */
  end(userId: string, id: string): Promise<boolean>
  endOthers(userId: string, kept: string): Promise<void>
  /** Forgets sessions and mailed tokens that have run out. */
  sweep(now: number): Promise<void>
}

export interface Invitations {
  create(invitation: Invitation, tokenHash: string): Promise<void>
  /** Those that operators sent, newest first. */
  list(): Promise<Invitation[]>
  /** The open invitation behind a token's hash, or null. */
  find(tokenHash: string, now: number): Promise<Invitation | null>
  /** Whether an address has an open invitation from an operator. */
  isInvited(email: string, now: number): Promise<boolean>
  /** Marks what an address was invited by as taken. */
  accept(email: string, now: number): Promise<void>
  remove(id: string): Promise<boolean>
  /** Forgets those that people asked for and did not take in time. */
  sweep(now: number): Promise<void>
}

/** What an operator decides while the server runs. */
export interface Settings {
  signUp(): Promise<SignUpPolicy>
  setSignUp(policy: SignUpPolicy): Promise<void>
}

/** A mail to a user. Its one link stands alone on a line of the text. */
export interface Mail {
  to: string
  subject: string
  text: string
  link: string
  /** For how long the link works, in milliseconds. */
  lasts: number
}

export interface Mailer {
  /** Whether mails reach people, or only the log and the operator's view. */
  readonly delivers: boolean
  /** Takes a mail; it is sent, or shown to the operator, later. Never rejects. */
  send(mail: Mail): void
}

/** A mail that reached nobody, when that was known, and until when its link works. */
export type UndeliveredMail = Omit<Mail, 'text' | 'lasts'> & { at: number; expiresAt: number }

/** Mails that an operator has to pass on: the last fifty. */
export interface Outbox {
  add(mail: UndeliveredMail): Promise<void>
  /** Those whose links still work, newest first. */
  list(now: number): Promise<UndeliveredMail[]>
  /** Forgets those whose links have run out. */
  sweep(now: number): Promise<void>
}

/** Whom a request's session cookie names. */
export interface SignedIn {
  user: User
  session: { id: string; createdAt: number }
  /** `Set-Cookie` headers by which the session lives on. */
  cookies: string[]
}

/** Signing in and out, sessions, second factors: what lives in cookies. */
export interface Accounts {
  /** Answers a request to a path under `/api/auth`; refusals are thrown. */
  handle(request: Request): Promise<Response>
  /** Who is signed in where these headers come from, or null. */
  session(headers: Headers): Promise<SignedIn | null>
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
  /** Revokes a key of a user. False where there is none, or it was revoked before. */
  revokeOwn(userId: string, id: string, now: number): Promise<boolean>
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
  /** Removes the single clicks of all links from before a moment, as far as that is done at a stroke. How many went. */
  dropClicks(before: number): Promise<number>
  /** Removes everything about links. */
  forgetLinks(links: number[]): Promise<void>
  /** Compares every counter with the clicks it counts. */
  verify(): Promise<{ clicks: number; links: number; discrepancies: Discrepancy[] }>
}

/** Kinds of values that engines keep each in their own way. */
export type ColumnKind = 'integer' | 'text' | 'moment' | 'flag' | 'bytes'

/** A table whose rows are moved from one engine to another. */
export interface MovedTable {
  name: string
  columns: { name: string; kind: ColumnKind }[]
  /** The columns of its primary key, numbers or texts, in their order. */
  key: string[]
}

export type Key = (number | string)[]

/** The rows of a table behind one key, up to and with another; null: from the first, to the last. */
export interface KeySpan {
  after: Key | null
  to: Key | null
}

/** What rows are compared by: how many, and a SHA-256 of all their values in the order of their keys. */
export interface Fingerprint {
  rows: number
  digest: string
}

/** A row: as one text that is the same on every engine, and as a JSON object of its columns. */
export interface MovedRow {
  text: string
  json: string
}

export interface MovedRows {
  fingerprint(table: MovedTable, span: KeySpan): Promise<Fingerprint>
  /** In the order of their keys. */
  rows(table: MovedTable, span: KeySpan): Promise<MovedRow[]>
  /** How many rows a table has. */
  count(table: string): Promise<number>
}

/** Where rows are moved from. */
export interface MoveSource extends MovedRows {
  /** Every table, with the names of its columns and of its key. */
  tables(): Promise<{ name: string; columns: string[]; key: string[] }[]>
  /** The key at which the next few thousand rows end; null where there are fewer left. */
  endAfter(table: MovedTable, after: Key | null): Promise<Key | null>
  /** The highest number that a table ever gave to a row by itself; 0 where it gives none. */
  highest(table: string): Promise<number>
}

/** Where rows are moved to. Of a row that it has it gives only the key as JSON. */
export interface MoveDestination extends MovedRows {
  /** The kinds of a table's columns; empty where there is no such table. */
  kinds(table: string): Promise<Map<string, ColumnKind>>
  /** Removes rows and adds others, all or nothing. Rows that stand in the way of the added ones go too. */
  replace(table: MovedTable, gone: MovedRow[], fresh: MovedRow[]): Promise<void>
}
