/** Refusals in their public form: RFC 9457, one table from our words to HTTP. */
import { z } from 'zod'
import type { Failure, FailureCode } from '../domain/failure.ts'

interface Kind {
  status: number
  title: string
  /** What the caller can do about it; for the page that lists all codes. */
  advice: string
}

// biome-ignore format: a table is read by row
export const PROBLEMS = {
  invalid_json: { status: 400, title: 'The body is not JSON', advice: 'Send one JSON object in UTF-8.' },
  invalid_request: { status: 400, title: 'The request cannot be read', advice: 'Correct the header or path that the detail names.' },
  invalid_key: { status: 401, title: 'No valid API key', advice: 'Send a living key as "Authorization: Bearer fluxly_live_…". A lost key is replaced, not recovered.' },
  sign_in_failed: { status: 401, title: 'Not signed in', advice: 'Check the address, the password or the code.' },
  plan_required: { status: 402, title: 'Not part of the plan', advice: 'Move to the plan in required_plan, or leave the feature out.' },
  limit_reached: { status: 402, title: 'The plan’s limit is used up', advice: 'Wait for the next month, or move to the plan in required_plan.' },
  wrong_password: { status: 403, title: 'Wrong password', advice: 'Ask whoever gave you the link.' },
  forbidden: { status: 403, title: 'Not allowed', advice: 'Sign in as somebody who may do this. Keys reach links and statistics only.' },
  cross_site: { status: 403, title: 'Sent from another site', advice: 'Send the request from a page of this server, or use a key.' },
  sign_in_again: { status: 403, title: 'The session is too old for this', advice: 'Sign in again, then repeat it.' },
  sign_up_closed: { status: 403, title: 'Sign-up is not open', advice: 'Ask the operator of this server for an invitation.' },
  setup_refused: { status: 403, title: 'The one-time link does not work', advice: 'Use the link in the newest log of the server; once there is an owner, sign in.' },
  not_found: { status: 404, title: 'Not found', advice: 'Check the address. A deleted link is answered like one that never was.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', advice: 'Use one of the methods in the Allow header.' },
  slug_taken: { status: 409, title: 'The slug is taken', advice: 'Choose another, or leave custom_slug out for a random one.' },
  request_in_progress: { status: 409, title: 'The request is still running', advice: 'Ask again in a moment, with the same Idempotency-Key.' },
  link_expired: { status: 410, title: 'The link has expired', advice: 'Its statistics can still be read.' },
  body_too_large: { status: 413, title: 'The body is too large', advice: 'Send at most 64 KiB.' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type', advice: 'Send "Content-Type: application/json", not compressed.' },
  invalid_fields: { status: 422, title: 'Wrong fields', advice: 'Correct every field that errors names.' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request', advice: 'Use a new key for each new request.' },
  rate_limited: { status: 429, title: 'Too many requests', advice: 'Wait for as many seconds as Retry-After says.' },
  too_many_tries: { status: 429, title: 'Too many password tries', advice: 'Wait for as many seconds as Retry-After says.' },
  link_disabled: { status: 451, title: 'The link is disabled', advice: 'Whoever runs the service has switched it off; only they can switch it on again.' },
  internal_error: { status: 500, title: 'Something broke', advice: 'This is our fault. Tell the operator the request_id.' },
  storage_full: { status: 503, title: 'The disk is full', advice: 'Nothing was stored. Try again when the operator has made room.' },
  unavailable: { status: 503, title: 'Not available right now', advice: 'It may not have been done. Try again in a moment, a POST with the same Idempotency-Key.' },
} as const satisfies Record<FailureCode, Kind>

/** A refusal as the API shows it. */
export const problemAnswer = z
  .object({
    type: z.string().meta({ format: 'uri', description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z
      .enum(Object.keys(PROBLEMS) as [FailureCode, ...FailureCode[]])
      .meta({ description: 'A stable word.' }),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'With 422: every wrong field.' }),
    feature: z.string().optional().meta({ description: 'With 402: what the plan lacks.' }),
    required_plan: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'With 402: the lowest plan that allows it; null where none does.' }),
    upgrade_url: z.string().optional().meta({ format: 'uri', description: 'With 402: where the plans are.' }),
    request_id: z.string().optional().meta({ description: 'With 500: what to tell the operator.' }),
  })
  .meta({ id: 'Problem', title: 'A refusal' })

export type ProblemAnswer = z.infer<typeof problemAnswer>

export const statusOf = (failure: Failure): number => PROBLEMS[failure.code].status

/** A refusal in its public form, under the public base URL. */
export function showProblem(baseUrl: string, { code, message, facts }: Failure): ProblemAnswer {
  const { status, title } = PROBLEMS[code]
  const { errors, feature, required_plan } = facts
  return {
    type: `${baseUrl}/docs/errors#${code}`,
    title,
    status,
    detail: message,
    code,
    ...(errors ? { errors } : {}),
    ...(status === 402
      ? { feature: feature ?? '', required_plan: required_plan ?? null, upgrade_url: `${baseUrl}/plans` }
      : {}),
  }
}
