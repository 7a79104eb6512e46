/** The keys that work on every page of the dashboard. */
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { actOnNewest } from '../parts/toast-store.ts'
import { placesFor } from './places.tsx'
import { type Shortcut, useShortcuts } from './shortcuts.ts'

/** Fields of the links' page that a key leads to from anywhere; also the hash that makes that page focus them. */
export const CREATE_FIELD = 'create'
export const SEARCH_FIELD = 'search'

/** Sets them up. `help` shows the list of keys. */
export function useDashboardKeys(admin: boolean, help: () => void): void {
  const navigate = useNavigate()
  const shortcuts = useMemo((): Shortcut[] => {
    const focus = (id: string) => () => {
      const field = document.getElementById(id)
      if (field) field.focus()
      else void navigate({ to: '/dashboard', hash: id })
    }
    return [
      { keys: 'c', label: 'Make a link', run: focus(CREATE_FIELD) },
      { keys: '/', label: 'Search links', run: focus(SEARCH_FIELD) },
      ...placesFor(admin).map(({ to, label, letter }) => ({
        keys: `g ${letter}`,
        label: `Go to ${label}`,
        run: () => void navigate({ to }),
      })),
      { keys: 'z', label: 'Undo what was just done', run: actOnNewest },
      { keys: '?', label: 'Show these keys', run: help },
    ]
  }, [navigate, admin, help])
  useShortcuts(shortcuts)
}
