import { Page } from '../parts/page.tsx'

export const LinkView = () => (
  <Page title="Link">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
