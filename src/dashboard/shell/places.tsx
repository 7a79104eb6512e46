/** Where one can go: one list for the sidebar, the bar on a phone, and the keys. */
import type { ReactNode } from 'react'
import { AdminIcon, ChartIcon, CodeIcon, LinkIcon, PersonIcon, PlanIcon } from '../parts/icons.tsx'

export interface Place {
  to:
    | '/dashboard'
    | '/dashboard/analytics'
    | '/dashboard/developer'
    | '/dashboard/plan'
    | '/dashboard/account'
    | '/dashboard/admin'
  label: string
  /** Pressed after `g`. */
  letter: string
  icon: ReactNode
  /** Stands in the bar on a phone; the others are behind "More". */
  main?: boolean
  adminOnly?: boolean
}

const PLACES: Place[] = [
  { to: '/dashboard', label: 'Links', letter: 'l', icon: <LinkIcon className="size-5" />, main: true },
  {
    to: '/dashboard/analytics',
    label: 'Analytics',
    letter: 'a',
    icon: <ChartIcon className="size-5" />,
    main: true,
  },
  {
    to: '/dashboard/developer',
    label: 'Developer API',
    letter: 'd',
    icon: <CodeIcon className="size-5" />,
    main: true,
  },
  { to: '/dashboard/plan', label: 'Plan', letter: 'p', icon: <PlanIcon className="size-5" /> },
  { to: '/dashboard/account', label: 'Account', letter: 'u', icon: <PersonIcon className="size-5" /> },
  {
    to: '/dashboard/admin',
    label: 'Admin',
    letter: 'x',
    icon: <AdminIcon className="size-5" />,
    adminOnly: true,
  },
]

/** The places that somebody may go to. */
export const placesFor = (admin: boolean): Place[] => PLACES.filter(({ adminOnly }) => admin || !adminOnly)

/** A place as a person's path stands in it: the links' pages belong to Links. */
export const isAt = (place: Place, path: string): boolean =>
  place.to === '/dashboard'
    ? path === '/dashboard' || path.startsWith('/dashboard/links')
    : path.startsWith(place.to)
