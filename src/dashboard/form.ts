/** Forms: their texts, and the way to what is wrong with them. */
import { type RefObject, useEffect, useRef } from 'react'
import { Problem } from './api.ts'
import { plural } from './words.ts'

/** A form's fields by name, untouched, as texts. */
export const textsOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )

/** What a thrown thing says to a form: a Problem, or null where nothing went wrong. */
export function problemIn(error: unknown): Problem | null {
  if (error === null || error === undefined) return null
  if (error instanceof Problem) return error
  return new Problem(0, { code: 'broken', detail: 'Something broke in this page. Reload it and try again.' })
}

/** After a refusal, puts the focus into the first wrong field of the form. */
export function useFocusWrong(problem: Problem | null): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [problem])
  return form
}

/** How long to wait before the next try, as a sentence; empty where the refusal says it itself, or nothing has to be waited for. */
export function waitWords({ code, retryAfter }: Problem): string {
  if (retryAfter === null || code === 'too_many_tries') return ''
  return retryAfter <= 90
    ? `Try again in ${plural(retryAfter, 'second')}.`
    : `Try again in ${plural(Math.ceil(retryAfter / 60), 'minute')}.`
}

/** Refuses a new password that is too short, in the API's form: at the field. */
export function requireLongPassword(field: string, password: string): void {
  if ([...password].length >= 8) return
  const errors = [{ field, message: 'must be at least 8 characters long.' }]
  throw new Problem(422, { code: 'invalid_fields', detail: 'The password is too short.', errors })
}
