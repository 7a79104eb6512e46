/** Requests that are sent twice and carried out once. */

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
