import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Query } from '../../shell/address.ts'
import { timeZone } from '../../words.ts'
import { readView, type View } from './view.ts'

export type ChangeView = (change: Query) => void

/** What is looked at, and a way to change it. Every change is a step that the Back button takes again. */
export function useView(): [View, ChangeView] {
  const query: Query = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (parts: Query) =>
      void navigate({
        to: '.',
        search: (before: Query) => ({ ...before, ...parts }),
        resetScroll: false,
      }),
    [navigate],
  )
  return [readView(query, new Date(), timeZone()), change]
}
