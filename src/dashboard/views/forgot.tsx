import { Page } from '../parts/page.tsx'

export const ForgotView = () => (
  <Page title="Forgot your password?">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
