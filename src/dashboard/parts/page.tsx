import { type ReactNode, useEffect, useRef } from 'react'

/** Set once the first page stands: only what comes after it is a navigation. */
let arrived = false

interface Props {
  /** The page's heading and the document's title. */
  title: string
  /** Beside the heading. */
  actions?: ReactNode
  children: ReactNode
  /** Narrow reading width, for forms. */
  width?: string
}

/** A page of the dashboard: sets the document's title, and takes the focus to its heading when somebody comes from another. */
export function Page({ title, actions, children, width = 'max-w-5xl' }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Fluxly`
  }, [title])
  useEffect(() => {
    const named = location.hash === '' ? null : document.getElementById(location.hash.slice(1))
    if (named) named.focus()
    else if (arrived) heading.current?.focus({ preventScroll: true })
    arrived = true
  }, [])
  return (
    <div className={`mx-auto grid gap-8 ${width}`}>
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <h1 ref={heading} tabIndex={-1} className="font-semibold text-2xl tracking-tight">
          {title}
        </h1>
        {actions}
      </header>
      {children}
    </div>
  )
}
