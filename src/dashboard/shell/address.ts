/** What a page keeps in its address, so that it can be sent on, reloaded, and gone back to. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** The query of an address: texts only. */
export type Query = Record<string, string | undefined>

/** Reads a query as texts; the router's own way would make numbers of tokens. */
export const parseQuery = (text: string): Query => Object.fromEntries(new URLSearchParams(text))

export function writeQuery(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/** The query of the page's address, and a way to change parts of it without a new step in the history. */
export function useQueryState(): [Query, (change: Query) => void] {
  const query: Query = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (change: Query) =>
      void navigate({
        to: '.',
        search: (before: Query) => ({ ...before, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  return [query, set]
}

/** Where to go after a sign-in: a page of the dashboard, never another site. */
export const safeNext = (next: string | undefined): string =>
  next && /^\/dashboard([/?#]|$)/.test(next) ? next : '/dashboard'
