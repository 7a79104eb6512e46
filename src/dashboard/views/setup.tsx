import { Page } from '../parts/page.tsx'

export const SetupView = () => (
  <Page title="Set up Fluxly">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
