import { Link } from '@tanstack/react-router'
import { isAt, type Place } from './places.tsx'

interface Props {
  place: Place
  /** Where one is. */
  path: string
  className: string
  onClick?: () => void
}

/** A way to a place; the one that one is at is marked, and no other. */
export const PlaceLink = ({ place, path, className, onClick }: Props) => (
  <Link
    to={place.to}
    activeOptions={{ exact: true }}
    onClick={onClick}
    aria-current={isAt(place, path) ? 'page' : undefined}
    className={className}
  >
    {place.icon}
    {place.label}
  </Link>
)
