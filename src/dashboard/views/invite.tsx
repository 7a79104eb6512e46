import { Page } from '../parts/page.tsx'

export const InviteView = () => (
  <Page title="You are invited">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
