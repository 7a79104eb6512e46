import { Page } from '../parts/page.tsx'

export const LoginView = () => (
  <Page title="Sign in">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
