/** Forms: their texts, and the way to what is wrong with them. */
import { type RefObject, useEffect, useRef } from 'react'
import { Problem } from './api.ts'

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
