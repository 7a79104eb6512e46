import { Page } from '../parts/page.tsx'
import { ACCOUNT } from '../queries/stats.ts'
import { Statistics } from './stats/stats.tsx'

/** The clicks of all links together. */
export const AnalyticsView = () => (
  <Page title="Analytics">
    <Statistics scope={ACCOUNT} />
  </Page>
)
