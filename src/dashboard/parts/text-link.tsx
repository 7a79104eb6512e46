import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export const TEXT_LINK = 'text-accent underline underline-offset-4'

/** A link inside a text. */
export const TextLink = ({ children, ...rest }: LinkProps & { children: ReactNode }) => (
  <Link {...rest} className={TEXT_LINK}>
    {children}
  </Link>
)
