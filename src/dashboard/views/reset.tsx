import { Page } from '../parts/page.tsx'

export const ResetView = () => (
  <Page title="Choose a new password">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
