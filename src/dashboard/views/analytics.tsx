import { Page } from '../parts/page.tsx'

export const AnalyticsView = () => (
  <Page title="Analytics">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
