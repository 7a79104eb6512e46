import { Page } from '../parts/page.tsx'

export const SignUpView = () => (
  <Page title="Make an account">
    <p className="text-quiet">Not built yet.</p>
  </Page>
)
