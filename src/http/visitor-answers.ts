/** What a visitor is told: a page in a browser, a line elsewhere, problem+json to who asks for JSON. */
import { statusOf } from '../contract/problem.ts'
import type { Failure } from '../domain/failure.ts'
import { disabledPage, expiredPage, notFoundPage, tooManyPage, troublePage } from '../pages/notice.ts'
import { type Page, pageAnswer } from '../pages/page.ts'
import { failureHeaders, type ProblemResponse } from './problem.ts'

export interface VisitorAnswers {
  page(request: Request, page: Page, status: number): Response
  refusal(request: Request, failure: Failure, page: Page): Response
  failed(request: Request, error: unknown): Response
}

type Form = 'page' | 'json' | 'text'

/** The form that `Accept` asks for. */
function formFor(request: Request): Form {
  const accept = request.headers.get('accept') ?? ''
  if (accept.includes('text/html')) return 'page'
  return /[/+]json/.test(accept) ? 'json' : 'text'
}

function pageFor(failure: Failure): Page {
  if (failure.code === 'not_found') return notFoundPage()
  if (failure.code === 'link_expired') return expiredPage()
  if (failure.code === 'link_disabled') return disabledPage()
  return statusOf(failure) === 429 ? tooManyPage(failure.message) : troublePage(failure.message)
}

const line = (text: string, status: number, headers: Record<string, string>) =>
  new Response(`${text}\n`, {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
  })

const GATE_LINE = 'This link asks for a password. Send it as a form: curl -d "password=…" URL'

/** Makes the answers. */
export function visitorAnswers(
  problem: ProblemResponse,
  toFailure: (error: unknown) => Failure,
): VisitorAnswers {
  function refusal(request: Request, failure: Failure, page: Page): Response {
    const form = formFor(request)
    if (form === 'json') return problem(failure)
    if (form === 'page') return pageAnswer(page, statusOf(failure), failureHeaders(failure))
    return line(failure.message, statusOf(failure), failureHeaders(failure))
  }
  return {
    page: (request, page, status) =>
      formFor(request) === 'page' ? pageAnswer(page, status) : line(GATE_LINE, status, {}),
    refusal,
    failed(request, error) {
      const failure = toFailure(error)
      return refusal(request, failure, pageFor(failure))
    },
  }
}
