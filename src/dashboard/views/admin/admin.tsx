import { Page } from '../../parts/page.tsx'

export const AdminView = () => (
  <Page title="Admin">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
