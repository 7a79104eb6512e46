import { Page } from '../parts/page.tsx'

export const AccountView = () => (
  <Page title="Account">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
