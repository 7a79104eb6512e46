/** Every way in which Fluxly refuses a request. The words are public: clients match on them, so they never change. */
export type FailureCode =
  | 'invalid_json'
  | 'invalid_request'
  | 'invalid_key'
  | 'sign_in_failed'
  | 'plan_required'
  | 'limit_reached'
  | 'forbidden'
  | 'cross_site'
  | 'sign_in_again'
  | 'sign_up_closed'
  | 'setup_refused'
  | 'not_found'
  | 'method_not_allowed'
  | 'slug_taken'
  | 'request_in_progress'
  | 'link_expired'
  | 'link_disabled'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'invalid_fields'
  | 'idempotency_key_reused'
  | 'wrong_password'
  | 'rate_limited'
  | 'too_many_tries'
  | 'internal_error'
  | 'storage_full'
  | 'unavailable'

/** One wrong field of a request: its name as the client wrote it, and what would be right. */
export interface FieldProblem {
  field: string
  message: string
}

/** What an answer may say beyond its code and sentence. */
export interface FailureFacts {
  errors?: FieldProblem[]
  feature?: string
  required_plan?: string | null
  /** Seconds until the same request can succeed. */
  retryAfter?: number
  /** Methods that the path does take. */
  allow?: string
}

/** A refusal with a reason for the person who reads it. Thrown by actions, answered by doors. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly facts: FailureFacts

  constructor(code: FailureCode, detail: string, facts: FailureFacts = {}) {
    super(detail)
    this.name = 'Failure'
    this.code = code
    this.facts = facts
  }
}

/** The refusal of a request whose fields are wrong: 422, every field named. */
export const invalidFields = (errors: FieldProblem[]) =>
  new Failure('invalid_fields', errors.map((e) => `${e.field}: ${e.message}`).join(' '), { errors })
