import { Page } from '../parts/page.tsx'

export const PlanView = () => (
  <Page title="Plan">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
