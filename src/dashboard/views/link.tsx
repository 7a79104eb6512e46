import { Link as RouterLink, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { problemIn } from '../form.ts'
import { buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/page.tsx'
import { EmptyState, ErrorState, Skeleton } from '../parts/states.tsx'
import { useLink } from '../queries/links.ts'
import { scopeOf } from '../queries/stats.ts'
import { LinkActions } from './link/actions.tsx'
import { LinkHead } from './link/head.tsx'
import { Statistics } from './stats/stats.tsx'

const WithWayBack = ({ children }: { children: ReactNode }) => (
  <div>
    <nav aria-label="Back" className="mx-auto mb-1 max-w-5xl">
      <RouterLink
        to="/dashboard"
        className="tap -ml-2 inline-flex items-center gap-2 rounded-lg px-2 font-mono text-quiet text-sm hover:text-ink"
      >
        <span aria-hidden="true">←</span>
        links
      </RouterLink>
    </nav>
    {children}
  </div>
)

const Unknown = () => (
  <Page title="There is no such link">
    <EmptyState title="Not here, or not yours">
      <p className="mb-4">It may have been deleted, or its address is not complete.</p>
      <RouterLink to="/dashboard" className={buttonClass('primary')}>
        Go to your links
      </RouterLink>
    </EmptyState>
  </Page>
)

function LinkPage({ id }: { id: string }) {
  const { data: link, error, refetch } = useLink(id)
  if (problemIn(error)?.status === 404) return <Unknown />
  if (error && !link)
    return (
      <Page title="Link">
        <ErrorState error={error} retry={() => void refetch()} />
      </Page>
    )
  return (
    <Page title={link?.slug ?? 'Link'} actions={link ? <LinkActions link={link} /> : null}>
      {link ? <LinkHead link={link} /> : <Skeleton className="h-32" />}
      {link ? <Statistics scope={scopeOf(id)} /> : null}
    </Page>
  )
}

/** One link: what it is, and what its clicks were. */
export function LinkView() {
  const { linkId = '' } = useParams({ strict: false })
  return (
    <WithWayBack>
      <LinkPage key={linkId} id={linkId} />
    </WithWayBack>
  )
}
