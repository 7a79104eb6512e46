/** What stands where a page would be. */
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Button } from '../parts/button.tsx'
import { Page } from '../parts/page.tsx'
import { SkeletonRows } from '../parts/states.tsx'

export const NotFound = () => (
  <Page title="There is no such page">
    <p>
      <Link to="/dashboard" className="text-accent underline underline-offset-4">
        Go to your links
      </Link>
    </p>
  </Page>
)

/** A page that broke, or whose script could not be fetched: after an update the old ones are gone, and a reload helps. */
export const Broken = ({ error }: ErrorComponentProps) => (
  <Page title="This page broke">
    <p className="text-quiet text-sm">Reload it. If that does not help, tell the operator what it says:</p>
    <pre className="overflow-x-auto rounded-lg bg-code p-4 font-mono text-sm">
      {error instanceof Error ? error.message : String(error)}
    </pre>
    <p>
      <Button look="primary" onClick={() => location.reload()}>
        Reload
      </Button>
    </p>
  </Page>
)

export const Waiting = () => (
  <div className="mx-auto max-w-5xl">
    <SkeletonRows />
  </div>
)
