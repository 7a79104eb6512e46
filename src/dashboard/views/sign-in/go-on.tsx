import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Drawn instead of a page: leads on to another, which takes its place in the history. */
export function GoOn({ href }: { href: string }) {
  const navigate = useNavigate()
  useEffect(() => void navigate({ href, replace: true }), [navigate, href])
  return null
}
