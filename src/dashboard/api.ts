/** Speaks with our own API: JSON in, JSON or a Problem out. */

interface ProblemBody {
  code?: string
  title?: string
  detail?: string
  errors?: { field: string; message: string }[]
  feature?: string
  required_plan?: string | null
  upgrade_url?: string
  request_id?: string
}

/** A refusal, in the API's own words. Status 0: the server was not reached. */
export class Problem extends Error {
  readonly status: number
  /** A stable word, such as `slug_taken`. */
  readonly code: string
  /** What to tell the person. */
  readonly detail: string
  readonly errors: { field: string; message: string }[]
  /** With 402: the lowest plan that allows it; null where none does. */
  readonly requiredPlan: string | null
  readonly requestId: string | null
  /** With 429: seconds to wait. */
  readonly retryAfter: number | null

  constructor(status: number, body: ProblemBody, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? 'The server answered in a way that was not understood.')
    this.status = status
    this.code = body.code ?? 'unknown'
    this.detail = this.message
    this.errors = body.errors ?? []
    this.requiredPlan = body.required_plan ?? null
    this.requestId = body.request_id ?? null
    this.retryAfter = retryAfter
  }

  /** What is wrong with a field, or null. */
  of(field: string): string | null {
    return this.errors.find((error) => error.field === field)?.message ?? null
  }
}

const unreached = () =>
  new Problem(0, {
    code: 'unreached',
    detail: 'The server was not reached. Look at your connection, then try again.',
  })

async function problemOf(answer: Response): Promise<Problem> {
  const body = await answer.json().catch(() => ({}))
  const wait = Number(answer.headers.get('retry-after'))
  return new Problem(answer.status, body as ProblemBody, wait > 0 ? wait : null)
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const answer = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw unreached()
  })
  if (!answer.ok) throw await problemOf(answer)
  return answer
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Reads. Throws Problem. */
export const get = async <T>(path: string): Promise<T> => read<T>(await ask('GET', path))
export const post = async <T = void>(path: string, body: unknown = {}): Promise<T> =>
  read<T>(await ask('POST', path, body))
export const patch = async <T = void>(path: string, body: unknown): Promise<T> =>
  read<T>(await ask('PATCH', path, body))
export const remove = async (path: string, body?: unknown): Promise<void> => {
  await ask('DELETE', path, body)
}

/** The text of an answer that is not JSON, such as a drawing. */
export const postForText = async (path: string, body: unknown): Promise<string> =>
  (await ask('POST', path, body)).text()

/** A page of a list, and the path of the next one. */
export interface Slice<T> {
  items: T[]
  next: string | null
}

/** The next page's path: only path and query, because the API writes its own public address before them. */
function nextOf(answer: Response): string | null {
  const url = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  if (!url) return null
  const { pathname, search } = new URL(url, location.origin)
  return pathname + search
}

/** Reads a page of a list. */
export async function getSlice<T>(path: string): Promise<Slice<T>> {
  const answer = await ask('GET', path)
  return { items: await read<T[]>(answer), next: nextOf(answer) }
}

/** A path with a query; what is empty or undefined is left out. */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1])
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
