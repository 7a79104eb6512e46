/** Holding what came against a schema; every wrong field is named. */
import type { z } from 'zod'
import { type FieldProblem, invalidFields } from '../domain/failure.ts'

type Issue = z.core.$ZodIssue

function problemsOf(issue: Issue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: key.slice(0, 100), message: 'is not a field of this request.' }))
  const field = issue.path.join('.')
  if (field !== '') return [{ field, message: issue.message }]
  return [{ field: 'body', message: issue.code === 'custom' ? issue.message : 'must be a JSON object.' }]
}

const MOST_PROBLEMS = 50

/** `__proto__` passes most ways of copying an object unseen; here it is a field like any other, and unknown. */
const hidden = (value: unknown): FieldProblem[] =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')
    ? [{ field: '__proto__', message: 'is not a field of this request.' }]
    : []

/** The value as the schema reads it. Throws 422 where it does not fit. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  const problems = [...hidden(value), ...(read.success ? [] : read.error.issues.flatMap(problemsOf))]
  if (problems.length > 0 || !read.success) throw invalidFields(problems.slice(0, MOST_PROBLEMS))
  return read.data
}

/** A query as an object. Throws 422 where a parameter is given twice. */
export function readQuery(search: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  const twice = new Set<string>()
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name)) twice.add(name)
    query[name] = value
  }
  if (twice.size > 0)
    throw invalidFields(
      [...twice]
        .slice(0, MOST_PROBLEMS)
        .map((field) => ({ field: field.slice(0, 100), message: 'is given more than once.' })),
    )
  return query
}

/** The query of a request's URL. The host in it is the client's word, so the URL is not parsed as one. */
export function queryOf(url: string): Record<string, string> {
  const mark = url.indexOf('?')
  return mark < 0 ? {} : readQuery(url.slice(mark + 1))
}

/** Refuses (422) a query where none is read. */
export const requireNoQuery = (url: string): void => {
  const unread = Object.keys(queryOf(url)).slice(0, MOST_PROBLEMS)
  const message = 'is not a parameter of this request.'
  if (unread.length > 0) throw invalidFields(unread.map((name) => ({ field: name.slice(0, 100), message })))
}
