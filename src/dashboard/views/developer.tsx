import { Page } from '../parts/page.tsx'

export const DeveloperView = () => (
  <Page title="Developer API">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
